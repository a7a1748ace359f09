/** One labelled message, as training and evaluation read it. */
export interface Example {
  readonly text: string;
  readonly label: string;
  readonly isOutOfScope: boolean;
  readonly split?: string | undefined;
  readonly code?: string | undefined;
  readonly previousIntent?: string | undefined;
  /** Who wrote it: a writer's messages are never split between training and measuring. */
  readonly writer?: string | undefined;
  /** Whether its writer is in distress; set on those messages and on their look-alikes. */
  readonly isDistress?: boolean | undefined;
  /** Whether it asks without naming what is wanted; marked by its writer. */
  readonly isIndirect?: boolean | undefined;
  /** Its line in the file it was read from, from 1. */
  readonly line?: number | undefined;
}

/** The label under which everything out of scope is kept. */
export const OUT_OF_SCOPE_LABEL = 'out_of_scope';
/** What files call it. */
export const OUT_OF_SCOPE_LABELS: ReadonlySet<string> = new Set(['oos', OUT_OF_SCOPE_LABEL]);

function optionalString(row: Record<string, unknown>, field: string, where: string): string | undefined {
  const value = row[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Error(`${where}: "${field}" must be a string`);
  return value;
}

function optionalBoolean(row: Record<string, unknown>, field: string, where: string): boolean | undefined {
  const value = row[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new Error(`${where}: "${field}" must be true or false`);
  return value;
}

function readRow(line: string, where: string): Example {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${where}: not JSON`, { cause });
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Error(`${where}: not a JSON object`);
  const fields = row as Record<string, unknown>;
  const text = fields.text;
  if (typeof text !== 'string' || text.trim() === '')
    throw new Error(`${where}: "text" must be a string with something in it`);
  const split = optionalString(fields, 'split', where);
  const label = optionalString(fields, 'label', where) ?? optionalString(fields, 'intent', where);
  const isOutOfScope = (split?.startsWith('oos') ?? false) || (label !== undefined && OUT_OF_SCOPE_LABELS.has(label));
  if (!isOutOfScope && (label === undefined || label.trim() === ''))
    throw new Error(`${where}: no "label" or "intent"`);
  return {
    text,
    label: isOutOfScope ? OUT_OF_SCOPE_LABEL : (label as string),
    isOutOfScope,
    split,
    code: optionalString(fields, 'code', where),
    previousIntent: optionalString(fields, 'previous_intent', where),
    writer: optionalString(fields, 'writer', where),
    isDistress: optionalBoolean(fields, 'distress', where),
    isIndirect: optionalBoolean(fields, 'indirect', where),
  };
}

/**
 * Reads JSON lines of `{text, label|intent, split?, code?, previous_intent?, writer?}`; blank lines are passed over.
 * @param name names the source in errors, with the number of the line
 * @throws {Error} at the first line that is not such a row, and when there is none
 */
export function readExamples(jsonLines: string, name: string): Example[] {
  const examples: Example[] = [];
  for (const [at, line] of jsonLines
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() !== '') examples.push({ ...readRow(line, `${name}, line ${at + 1}`), line: at + 1 });
  }
  if (examples.length === 0) throw new Error(`${name} holds no examples`);
  return examples;
}
