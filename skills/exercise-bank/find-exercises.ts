import { EXERCISES } from './all-exercises.ts';
import type { Exercise } from './exercise.ts';
import { PROJECTS, type Project } from './projects.ts';

/** What is wanted: topics are concept slugs, best first; `seed` decides among equals, the same seed always alike. */
export type Wish = {
  topics: readonly string[];
  difficulty: 1 | 2 | 3;
  count: number;
  seed: string;
  /** Topics practised lately: others come first, unless a topic was asked for. */
  recentTopics?: readonly string[];
};

/**
 * The exercises that fit best, all different. Where the bank holds none on the topics asked, `onTopic` is false, and those on
 * what the topics rest on (`basis`) come first.
 * @param needs what a topic rests on
 */
export function findExercises(
  asked: Wish,
  needs: (topic: string) => readonly string[] = () => [],
): { exercises: Exercise[]; onTopic: boolean; basis: string[] } {
  const onTopic = asked.topics.length === 0 || asked.topics.some(hasExercise);
  const basis = onTopic ? [] : asked.topics.flatMap(needs).filter(hasExercise);
  const wish = onTopic ? asked : { ...asked, topics: basis };
  const score = (exercise: Exercise) => {
    const places = exercise.topics.map((topic) => wish.topics.indexOf(topic)).filter((at) => at >= 0);
    const topical =
      places.length === 0
        ? 0
        : 10 -
          Math.min(4, Math.min(...places)) +
          (wish.topics.includes(exercise.topics[0] ?? '') ? 3 : 0) +
          3 * (places.length - 1);
    const stale = wish.topics.length === 0 && wish.recentTopics?.includes(exercise.topics[0] ?? '') ? 2 : 0;
    return topical - 2 * Math.abs(exercise.difficulty - wish.difficulty) - stale;
  };
  const ranked = EXERCISES.map((exercise) => ({
    exercise,
    score: score(exercise),
    draw: hash(wish.seed + exercise.slug),
  })).sort((a, b) => b.score - a.score || a.draw - b.draw);
  return { exercises: ranked.slice(0, wish.count).map(({ exercise }) => exercise), onTopic, basis };
}

/** Whether the bank holds an exercise on a concept. */
export function hasExercise(topic: string): boolean {
  return EXERCISES.some((exercise) => exercise.topics.includes(topic));
}

/** Project ideas whose kinds or topics the words name come first; otherwise a draw near the difficulty. */
export function findProjects(
  words: readonly string[],
  topics: readonly string[],
  wish: Pick<Wish, 'difficulty' | 'count' | 'seed'>,
): Project[] {
  const score = (project: Project) =>
    4 * project.kinds.filter((kind) => words.includes(kind)).length +
    2 * project.topics.filter((topic) => topics.includes(topic)).length -
    Math.abs(project.difficulty - wish.difficulty);
  return PROJECTS.map((project) => ({ project, score: score(project), draw: hash(wish.seed + project.slug) }))
    .sort((a, b) => b.score - a.score || a.draw - b.draw)
    .slice(0, wish.count)
    .map(({ project }) => project);
}

/** A number from a text, evenly spread: FNV-1a. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}
