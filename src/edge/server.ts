import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { TriageError } from '../errors.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { RequestLog } from '../telemetry/request-log.ts';
import type { ServedRequest } from '../telemetry/server-span.ts';
import type { Span } from '../telemetry/span.ts';
import { allowOrigins } from './allow-origins.ts';
import { answerBrokenRequest } from './answer-broken-request.ts';
import type { Caller } from './authenticate.ts';
import { authorizeRoutes, type Gate } from './authorize-routes.ts';
import { STATUS, sendProblem, toTriageError } from './error-response.ts';
import { parseJson } from './parse-json.ts';
import type { Refusal } from './refusal-log.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { type RunningDeadline, startDeadline } from './start-deadline.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that is not for anyone. */
    caller: Caller | undefined;
    deadline: RunningDeadline;
    /** The span of the whole request. */
    trace: Span;
  }
  interface FastifyReply {
    /** Why an answer failed whose status had already been sent: a stream that began well. */
    failure: TriageError | undefined;
  }
}

export interface ServerParts {
  readonly logger: Logger;
  /** The logger of one request. */
  readonly logOf: (requestId: string) => RequestLog;
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly newId: () => string;
  /** Longest a request may take in all, in milliseconds. */
  readonly deadlineMs: number;
  readonly isDraining: () => boolean;
  /** A client that has not sent its whole request by then is cut off, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Origins whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly onRefusal: (refusal: Refusal) => void;
  readonly tracing: {
    begin(request: ServedRequest): Span;
    end(span: Span, status: number): void;
  };
}

const MAX_BODY_BYTES = 1_048_576;
/** Room for the largest token and what proxies add, in bytes. */
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
/** How often Node looks for clients that are too slow, in milliseconds. */
const SLOW_CLIENT_LOOK_MS = 500;

/** The HTTP server with everything every route shares: identity, deadline, problems, headers. Routes are added by the caller. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const {
    logger,
    logOf,
    gate,
    metrics,
    newId,
    deadlineMs,
    isDraining,
    requestTimeoutMs,
    corsOrigins,
    onRefusal,
    tracing,
  } = parts;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: newId,
    childLoggerFactory: (_logger, { request_id }) => logOf(request_id),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: requestTimeoutMs,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: SLOW_CLIENT_LOOK_MS,
    },
    trustProxy: (address) => gate.isProxy(address),
    clientErrorHandler: (failure, socket) => {
      const requestId = newId();
      const error = answerBrokenRequest(failure, socket, requestId);
      if (error === undefined) return;
      metrics.countRefusal(error.code);
      metrics.security.countError(error);
      logOf(requestId).info({ status: STATUS[error.code], code: error.code }, 'what is no request was answered');
    },
    return503OnClosing: true,
    // Who is closed has answered all whom it let in. A client that is connected and says nothing would hold up the end.
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: true } },
    // An address that cannot be decoded, or with too long a part, meets neither the hooks nor the handlers below.
    frameworkErrors(thrown, request, reply) {
      const error = toTriageError(thrown);
      const status = STATUS[error.code];
      metrics.countRefusal(error.code);
      metrics.security.countError(error);
      metrics.countRequest('unknown', request.method, status, reply.elapsedTime / 1_000);
      const ms = Math.round(reply.elapsedTime);
      (request.log as RequestLog).answered({ method: request.method, route: 'unknown', status, ms });
      reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
      return sendProblem(reply, error, request.id);
    },
  }) as unknown as FastifyInstance;

  // Its built-in parser for text would let a body through that is not JSON.
  app.removeContentTypeParser(['text/plain', 'application/json']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    parseJson(body),
  );
  app.server.maxHeadersCount = MAX_HEADERS;
  app.decorateRequest('caller', undefined);
  app.decorateReply('failure', undefined);
  app.decorateRequest('deadline', null as never);
  app.decorateRequest('trace', null as never);
  app.addHook('onRequest', async (request, reply) => {
    metrics.requestsUnderWay.inc();
    // Comes for every answer, and for a client that left without one.
    reply.raw.once('close', () => metrics.requestsUnderWay.dec());
    reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    request.trace = tracing.begin(toServedRequest(request));
    (request.log as RequestLog).follow(request.trace);
    request.deadline = startDeadline(deadlineMs);
  });
  app.addHook('onRoute', ({ url, method, schema, config }) => {
    if (config?.refusesMethod === true || url.startsWith('/docs')) return;
    const statuses = Object.keys((schema?.response ?? {}) as object).map(Number);
    for (const one of [method].flat()) metrics.expectRequests(url, one, [...new Set([200, 500, ...statuses])]);
  });
  allowOrigins(app, corsOrigins);
  authorizeRoutes(app, gate);
  app.addHook('onSend', async (_request, reply, payload) => {
    // A connection kept alive would hold up the end of the service.
    if (isDraining()) reply.header('connection', 'close');
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    // Who left early changes nothing: what was accepted goes on until its deadline.
    if (reply.raw.writableFinished) request.deadline.lift();
    const method = request.routeOptions.config.refusesMethod === true ? 'other' : request.method;
    // A stream that began well and failed is a failure: its status was on the way before anyone knew.
    const { failure } = reply;
    const status = failure === undefined ? reply.statusCode : STATUS[failure.code];
    if (failure !== undefined) metrics.countRefusal(failure.code);
    tracing.end(request.trace, status);
    metrics.countRequest(routeOf(request), method, status, reply.elapsedTime / 1_000);
    const ms = Math.round(reply.elapsedTime);
    (request.log as RequestLog).answered({ method: request.method, route: routeOf(request), status, ms });
  });
  app.setErrorHandler((thrown, request, reply) => {
    const error = toTriageError(thrown);
    metrics.countRefusal(error.code);
    metrics.security.countError(error);
    onRefusal({
      code: error.code,
      reason: error.message,
      route: `${request.method} ${routeOf(request)}`,
      address: request.ip,
      caller: request.caller,
    });
    if (error.code === 'INTERNAL') request.log.error({ err: error.cause ?? error }, 'unexpected failure');
    return sendProblem(reply, error, request.id);
  });
  app.setNotFoundHandler((request, reply) => {
    metrics.countRefusal('NOT_FOUND');
    return sendProblem(reply, new TriageError('NOT_FOUND', 'No such address. The list is at /docs.'), request.id);
  });
  return app;
}

function toServedRequest(request: FastifyRequest): ServedRequest {
  const { method, routeOptions, protocol, raw, headers } = request;
  const tracestate = headers.tracestate;
  return {
    method,
    route: routeOptions.url,
    scheme: protocol,
    protocolVersion: raw.httpVersion,
    sent: {
      traceparent: typeof headers.traceparent === 'string' ? headers.traceparent : undefined,
      tracestate: typeof tracestate === 'string' ? tracestate : undefined,
    },
  };
}

/** The route's pattern, never the address asked for: that would be a label without bound. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}
