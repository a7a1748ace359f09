const WANTED_NODE_MAJOR = 24;

/** Stops the process with a sentence where the running Node is too old for the skill's TypeScript. */
export function requireNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= WANTED_NODE_MAJOR) return;
  console.error(
    `This skill needs Node ${WANTED_NODE_MAJOR} or newer and was started with Node ${version}.\n` +
      `In a checkout of the project, "npx node" is the right one; elsewhere, install Node ${WANTED_NODE_MAJOR}.`,
  );
  process.exit(1);
}
