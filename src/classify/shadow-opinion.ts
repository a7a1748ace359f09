import type { Usage } from '../../contract/decision.ts';
import type { Label } from '../../contract/intents.ts';

/** What the model said of a message the skill was sure of. Holds nothing a student wrote. */
export interface ShadowOpinion {
  readonly request_id: string;
  readonly at: string;
  readonly skill: Label;
  /** Null when the model gave no decision. */
  readonly model: Label | null;
  readonly usage: Usage;
}
