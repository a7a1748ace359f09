import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { AgentRequest } from '../contract/agent.ts';
import type { AgentId } from '../contract/intents.ts';
import { CONCEPTS } from '../skills/concept-library/all-concepts.ts';
import { askToExplain, askToPractise } from '../skills/concept-library/ask-about.ts';
import { searchConcepts } from '../skills/concept-library/search-library.ts';
import { hasExercise } from '../skills/exercise-bank/find-exercises.ts';
import { startPython } from '../skills/python-diagnosis/compile-python.ts';
import { chooseRoute } from '../skills/triage-logic/choose-route.ts';
import { createShippedDetector } from '../skills/triage-logic/shipped-model.ts';
import { answer as explain } from './concepts/answer.ts';
import { answer as debug } from './debug/answer.ts';
import { answer as train } from './exercise/answer.ts';
import { answer as report } from './progress/answer.ts';
import { answer as review } from './review/answer.ts';

before(startPython);

const detect = createShippedDetector();
const routeOf = (text: string): AgentId | null => {
  const { outcome, target_agent } = chooseRoute(detect({ text }, { evidence: false }));
  return outcome === 'routed' ? target_agent : null;
};

/** A model trained anew may hesitate at one or two of a hundred, and must send none to another tutor. */
const MOST_HESITATIONS = 0.03;

function assertReach(messages: readonly string[], tutor: AgentId): void {
  assert.ok(messages.length > 30);
  const routes = messages.map((message) => ({ message, agent: routeOf(message) }));
  assert.deepEqual(
    routes.filter(({ agent }) => agent !== null && agent !== tutor),
    [],
  );
  const hesitant = routes.filter(({ agent }) => agent === null);
  assert.ok(hesitant.length <= MOST_HESITATIONS * messages.length, JSON.stringify(hesitant));
}

describe('what tutors suggest to ask next', () => {
  it('reaches the tutor of explanations for every concept, and is understood there', () => {
    assertReach(CONCEPTS.map(askToExplain), 'concepts-agent');
    for (const concept of CONCEPTS)
      assert.equal(searchConcepts(askToExplain(concept))[0]?.item.slug, concept.slug, concept.title);
  });

  it('reaches the tutor of exercises for every concept with one, and brings one on it', async () => {
    const messages = CONCEPTS.filter(({ slug }) => hasExercise(slug)).map(askToPractise);
    assertReach(messages, 'exercise-agent');
    for (const message of messages) {
      const request: AgentRequest = {
        request_id: 'r1',
        agent: 'exercise-agent',
        intent: 'exercise_request',
        query: message,
      };
      const { text } = await train(request);
      assert.doesNotMatch(text, /I have no exercise/, message);
    }
  });

  it('is routed, whatever tutor says it', async () => {
    const request = (agent: AgentId, intent: AgentRequest['intent'], query: string, code?: string): AgentRequest => ({
      request_id: 'r1',
      agent,
      intent,
      query,
      ...(code !== undefined && { code }),
    });
    const replies = [
      await explain(request('concepts-agent', 'concept_explanation', 'what is the meaning of zyx')),
      await debug(request('debug-agent', 'syntax_help', 'it does not work')),
      await debug(request('debug-agent', 'syntax_help', "KeyError: 'a'")),
      await train(request('exercise-agent', 'exercise_request', 'give me a project idea')),
      await train(request('exercise-agent', 'exercise_request', 'where can I find exercises')),
      await train(request('exercise-agent', 'exercise_request', 'quiz me')),
      await train(request('exercise-agent', 'exercise_request', 'an exercise')),
      await report(request('progress-agent', 'progress_check', 'how am I doing?')),
      await review(request('review-agent', 'code_review', 'check my code')),
      await review(request('review-agent', 'code_review', 'hello')),
      await review(request('review-agent', 'code_review', 'review', 'print "hi"')),
      await review(request('review-agent', 'code_review', 'review', 'print("hi")')),
    ];
    const suggestions = replies.flatMap((reply) => reply.suggestions ?? []);
    assert.ok(suggestions.length > 20);
    assert.deepEqual(
      suggestions.filter((message) => routeOf(message) === null),
      [],
    );
  });
});
