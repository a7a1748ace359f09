import { spawnSync } from 'node:child_process';

/** Whether every part that tests can use must be here, as in the gate: then nothing may be skipped. */
export const isEverythingRequired = (): boolean => process.env.REQUIRE_ALL_TEST_PARTS === '1';

/**
 * The reason of a test that is skipped for want of a part.
 * @param lack what is not here, such as `no redis-server on the PATH`
 * @param canBeHad false for what nobody can install who has this project alone
 * @throws {Error} where everything is required that can be had
 */
export function skipAloud(lack: string, canBeHad = true): string {
  if (canBeHad && isEverythingRequired()) throw new Error(`REQUIRE_ALL_TEST_PARTS=1, and ${lack}`);
  return `skipped: ${lack}`;
}

/**
 * Why tests that need this program cannot run here, or undefined where they can.
 * @throws {Error} where everything is required, and it is not on the PATH
 */
export function missingProgram(name: string, asks = '--version'): string | undefined {
  return spawnSync(name, [asks]).status === 0 ? undefined : skipAloud(`no ${name} on the PATH`);
}
