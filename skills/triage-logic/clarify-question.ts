import type { Intent } from '../../contract/intents.ts';

/** What a student reads on the button of each intent. */
const LABEL_OF: Record<Intent, string> = {
  syntax_help: 'Help with an error or something that misbehaves',
  concept_explanation: 'An explanation of how something works',
  exercise_request: 'Something to practise on',
  progress_check: 'How I am doing and what comes next',
  code_review: 'An opinion on code that works',
};

export function labelOfIntent(intent: Intent): string {
  return LABEL_OF[intent];
}

/** The question put to a student whose message could mean two things. */
export function clarifyQuestion(choices: readonly { readonly label: string }[]): string {
  const wants = choices.map(({ label }) => `“${label}”`).join(' or ');
  return `I want to send you to the right tutor. What would help you most: ${wants}?`;
}
