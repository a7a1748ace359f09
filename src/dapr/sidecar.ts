/** Dapr's sidecar of this process, as the adapters reach it. */
export interface Sidecar {
  /** `http://host:port`. */
  readonly origin: string;
  /** What the sidecar wants to see before it does anything, where it was given one. */
  readonly apiToken?: string | undefined;
}

/**
 * Reads `dapr://<host>:<port>`, with what is behind the slash as `name`.
 * @throws {Error} that says what was wanted
 */
export function parseDaprAddress(text: string): { readonly origin: string; readonly name: string } {
  const url = URL.parse(text);
  if (url?.protocol !== 'dapr:' || url.port === '' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new Error('wanted dapr://<host>:<port>');
  }
  return { origin: `http://${url.host}`, name: url.pathname.replace(/^\//, '') };
}

/** The headers of a call to the sidecar, built from scratch: one that a client sent could name another app. */
export function toSidecarHeaders({ apiToken }: Sidecar, contentType: string): Record<string, string> {
  return { 'content-type': contentType, ...(apiToken !== undefined && { 'dapr-api-token': apiToken }) };
}

/**
 * The stable word for what went wrong when the sidecar itself refused, such as `ERR_DIRECT_INVOKE`; undefined when the
 * answer is another's that it passed on.
 */
export function readSidecarError(text: string): { readonly code: string; readonly message: string } | undefined {
  try {
    const { errorCode, message } = JSON.parse(text) as { errorCode?: unknown; message?: unknown };
    return typeof errorCode === 'string' ? { code: errorCode, message: String(message ?? '') } : undefined;
  } catch {
    return undefined;
  }
}
