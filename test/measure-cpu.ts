/**
 * Processor time that work takes, in milliseconds, that of this process's worker threads included. A machine that is busy
 * with other tests does not make it longer, as it does the time on the clock.
 */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
