import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runPrograms } from '../../test/run-python.ts';
import { writeCheckProgram } from '../../test/write-check-program.ts';
import { findConcept } from '../concept-library/all-concepts.ts';
import { EXERCISES } from './all-exercises.ts';
import { PROJECTS } from './projects.ts';

describe('exercise bank', () => {
  it('has 60 exercises over 15 topics in all three difficulties, and 20 projects', () => {
    assert.ok(EXERCISES.length >= 60);
    assert.ok(new Set(EXERCISES.map((exercise) => exercise.topics[0])).size >= 15);
    assert.deepEqual([...new Set(EXERCISES.map((exercise) => exercise.difficulty))].sort(), [1, 2, 3]);
    assert.ok(PROJECTS.length >= 20);
  });

  it('gives no slug twice and names only topics that are concepts', () => {
    const all = [...EXERCISES, ...PROJECTS];
    assert.equal(new Set(all.map((entry) => entry.slug)).size, all.length);
    assert.deepEqual(
      all.flatMap((entry) => entry.topics).filter((topic) => !findConcept(topic)),
      [],
    );
  });

  it('passes the tests with each reference solution and never with its starter', async () => {
    const programs = EXERCISES.flatMap((exercise) => [
      writeCheckProgram(exercise, exercise.solution),
      writeCheckProgram(exercise, exercise.starter),
    ]);
    const outputs = await runPrograms(programs);
    for (const [index, exercise] of EXERCISES.entries()) {
      assert.deepEqual(
        JSON.parse(outputs[2 * index] ?? ''),
        exercise.tests.map(() => true),
        exercise.slug,
      );
      const starter = JSON.parse(outputs[2 * index + 1] ?? '') as (true | string)[];
      assert.ok(
        starter.some((result) => result !== true),
        `${exercise.slug}: the starter passes`,
      );
    }
  });
});
