import { accessSync, constants, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

/** Whether two paths lead to one file, by links too; false where either leads nowhere. */
export function isSameFile(one: string, other: string): boolean {
  const [first, second] = [statOf(one), statOf(other)];
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}

/**
 * Says before long work that its result could not be written.
 * @throws {Error} naming the path
 */
export function requireWritable(path: string): void {
  try {
    if (path === '') throw new Error('the name is empty');
    const found = statOf(path);
    if (found?.isDirectory()) throw new Error('it is a folder');
    accessSync(found === undefined || found.isFile() ? dirname(resolve(path)) : path, constants.W_OK);
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Writes a file whole or not at all: on a disk that fills up, what was there before stays. What is no plain file
 * (a pipe, a device) is written as it is.
 * @throws {Error} naming the path
 */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  try {
    const found = statOf(path);
    if (found !== undefined && !found.isFile()) {
      writeFileSync(path, bytes);
      return;
    }
    const file = found === undefined ? path : realpathSync(path);
    const partial = `${file}.partial`;
    try {
      writeFileSync(partial, bytes);
      renameSync(partial, file);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}
