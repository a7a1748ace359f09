import type { Exercise } from '../skills/exercise-bank/exercise.ts';

/**
 * A Python program that runs `source` against the exercise's tests and prints one JSON list: for each test true,
 * or what came back instead as text. Tuples count as lists, floats as equal within 1e-9.
 */
export function writeCheckProgram(exercise: Pick<Exercise, 'functionName' | 'tests'>, source: string): string {
  const literal = (value: unknown) => JSON.stringify(JSON.stringify(value));
  return `import json
names = {"__name__": "submission"}
results = []
def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) < 1e-9
    if isinstance(a, (list, tuple)) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return type(a) is type(b) and a == b
try:
    exec(compile(json.loads(${literal(source)}), "<submission>", "exec"), names)
except Exception as problem:
    names[${JSON.stringify(exercise.functionName)}] = None
for test in json.loads(${literal(exercise.tests)}):
    try:
        result = names[${JSON.stringify(exercise.functionName)}](*test["args"])
        results.append(True if same(result, test["expected"]) else repr(result))
    except Exception as problem:
        results.append(f"{type(problem).__name__}: {problem}")
print(json.dumps(results))
`;
}
