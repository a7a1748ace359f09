import { spawnSync } from 'node:child_process';

/**
 * Why tests that need this program cannot run here, or undefined where they can. Where everything is required it is
 * always undefined, and they fail instead.
 */
export function missingProgram(name: string): string | undefined {
  if (spawnSync(name, ['--version']).status === 0) return undefined;
  return process.env.REQUIRE_ALL_TEST_PARTS === '1' ? undefined : `skipped: no ${name} on the PATH`;
}
