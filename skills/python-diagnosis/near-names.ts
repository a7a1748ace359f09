const BUILTINS =
  'abs all any bool chr dict dir enumerate eval filter float format help hex id input int isinstance len list map max min next open ord pow print range repr reversed round set sorted str sum super tuple type zip True False None Exception ValueError TypeError KeyError IndexError'.split(
    ' ',
  );

const KEYWORDS = new Set(
  'and or not if elif else for while def return import from class try except finally break continue pass in is lambda with as global nonlocal raise yield del assert async await'.split(
    ' ',
  ),
);

export const STANDARD_MODULES =
  'math random time datetime os sys json csv re string collections itertools functools statistics decimal fractions turtle tkinter copy pathlib glob shutil sqlite3 threading subprocess socket urllib unittest typing dataclasses enum heapq bisect operator pickle logging argparse calendar textwrap pprint'.split(
    ' ',
  );

/** Edits between two words (insert, delete, replace, swap of neighbours), given up above `limit`. */
export function editDistance(left: string, right: string, limit = 3): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (isSwap) best = Math.min(best, (older[column - 2] ?? 0) + 1);
      current.push(best);
    }
    older = previous;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

/** Names in a program outside its strings and comments, without Python's own words, each once, in order. */
export function namesInCode(code: string): string[] {
  const bare = code.slice(0, 65_536).replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, ' ');
  return [...new Set(bare.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])].filter((name) => !KEYWORDS.has(name));
}

/**
 * The name the student most likely meant: same letters in another case first, then the fewest edits.
 * @returns undefined when nothing is close: a wrong guess costs a beginner more than none
 */
export function nearestName(wanted: string, candidates: readonly string[], withBuiltins = true): string | undefined {
  if (wanted.length > 60) return undefined;
  const pool = [...candidates, ...(withBuiltins ? BUILTINS : [])].filter((name) => name !== wanted && name.length < 60);
  const sameLetters = pool.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (sameLetters) return sameLetters;
  const limit = wanted.length <= 2 ? 0 : wanted.length <= 5 ? 1 : 2;
  let best: { name: string; distance: number } | undefined;
  for (const name of pool) {
    const distance = editDistance(wanted, name, limit);
    if (distance <= limit && (!best || distance < best.distance)) best = { name, distance };
  }
  const plural = pool.find((name) => name === `${wanted}s` || wanted === `${name}s`);
  return best && best.distance > 1 && plural ? plural : (best?.name ?? plural);
}
