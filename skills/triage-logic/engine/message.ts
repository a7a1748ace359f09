/** What the engine reads of one message; `previousIntent` is the label of the turn before it, in a conversation. */
export interface Message {
  readonly text: string;
  readonly code?: string | undefined;
  readonly previousIntent?: string | undefined;
}
