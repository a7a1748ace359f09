import type { FlagName, FlagState } from '../flags.ts';
import { FlagFileError } from './flag-file-error.ts';

interface FlagdFile {
  readonly flags?: Record<string, { variants?: Record<string, unknown>; defaultVariant?: string; targeting?: unknown }>;
}

/**
 * The text of a flagd file in which one flag is on, or off, for everyone: rules for single students go.
 * @throws {FlagFileError} when the file does not speak of that flag or has no such variant
 */
export function setFlag(text: string, source: string, name: FlagName, state: FlagState): string {
  const file = JSON.parse(text) as FlagdFile;
  const flag = file.flags?.[name];
  if (flag === undefined) throw new FlagFileError(source, [`${name}: the file does not speak of it`]);
  const [variant] = Object.entries(flag.variants ?? {}).find(([, value]) => value === (state === 'on')) ?? [];
  if (variant === undefined) throw new FlagFileError(source, [`${name}: it has no variant that is ${state === 'on'}`]);
  flag.defaultVariant = variant;
  delete flag.targeting;
  return `${JSON.stringify(file, null, 2)}\n`;
}
