import { fromJsonSchema, type JsonSchemaType, McpServer } from '@modelcontextprotocol/server';
import { type Static, type TSchema, Type } from 'typebox';
import { ClassificationSchema, RoutingDecisionSchema } from '../contract/decision.ts';
import {
  MAX_CODE_BYTES,
  MAX_QUERY_CODE_POINTS,
  SessionContextSchema,
  StudentProgressSchema,
} from '../contract/triage-query.ts';
import { chooseRoute } from '../skills/triage-logic/choose-route.ts';
import { clarifyQuestion } from '../skills/triage-logic/clarify-question.ts';
import type { Detect } from '../skills/triage-logic/triage-input.ts';

const InputSchema = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: MAX_QUERY_CODE_POINTS, description: "the student's message" }),
    code: Type.Optional(Type.String({ maxLength: MAX_CODE_BYTES, description: 'a program sent along' })),
    session_context: Type.Optional(SessionContextSchema),
    student_progress: Type.Optional(StudentProgressSchema),
  },
  { additionalProperties: false },
);

const ExplanationSchema = Type.Object({ explanation: Type.String() }, { additionalProperties: false });

/** The routing skill as tools for coding agents: same model, same thresholds, nothing recorded and nobody asked. */
export function createMcpServer(detect: Detect, version: string): McpServer {
  const server = new McpServer({ name: 'learnflow-triage', version }, { capabilities: { tools: {} } });
  const input = standard(InputSchema);

  server.registerTool(
    'detect_intent',
    {
      title: 'Detect intent',
      description: 'What a student of Python needs, with calibrated confidence and the evidence for it.',
      inputSchema: input,
      outputSchema: standard(ClassificationSchema),
      annotations: { readOnlyHint: true },
    },
    (message) => answer(detect(message)),
  );
  server.registerTool(
    'select_route',
    {
      title: 'Select route',
      description: 'Which tutor would answer a message, or which question would be asked first, and why.',
      inputSchema: input,
      outputSchema: standard(RoutingDecisionSchema),
      annotations: { readOnlyHint: true },
    },
    (message) => answer(chooseRoute(detect(message))),
  );
  server.registerTool(
    'explain_route',
    {
      title: 'Explain route',
      description: 'The same decision told in sentences a teacher understands.',
      inputSchema: input,
      outputSchema: standard(ExplanationSchema),
      annotations: { readOnlyHint: true },
    },
    (message) => {
      const { outcome, target_agent, distress, reasons, choices } = chooseRoute(detect(message));
      const question = choices === undefined ? [] : [`The student would be asked: ${clarifyQuestion(choices)}`];
      const first = `${outcome}: ${target_agent ?? (distress ? 'the student is told where help is' : 'a question back to the student')}.`;
      return answer({ explanation: [first, ...reasons, ...question].join('\n') });
    },
  );
  return server;
}

function standard<Schema extends TSchema>(schema: Schema) {
  return fromJsonSchema<Static<Schema>>(schema as unknown as JsonSchemaType);
}

function answer<Content extends object>(content: Content) {
  return {
    content: [{ type: 'text' as const, text: JSON.stringify(content) }],
    structuredContent: content as Content & Record<string, unknown>,
  };
}
