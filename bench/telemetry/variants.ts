/** What of seeing is done; each includes what stands before it. */
export const VARIANTS = [
  'nothing is seen',
  'metrics and logs, tracing off',
  'and traces passed on',
  'and traces exported, every one',
] as const;
export type VariantName = (typeof VARIANTS)[number];

/** What the service is asked, over and over. */
export const QUESTIONS = [
  'Why do I get NameError: name total is not defined?',
  'What is the difference between a list and a tuple?',
  'Give me an exercise on loops please',
  'My code works, can you review it please?',
];

/** Spans of one request: of the server, sanitize, classify, route, journal accept, the attempt, journal settle, the event. */
export const SPANS_A_REQUEST = 8;
