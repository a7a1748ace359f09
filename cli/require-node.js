export const WANTED_NODE_MAJOR = 24;

/** Stops the process with a sentence that names the Node wanted, where the running one is too old for our TypeScript. */
export function requireNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= WANTED_NODE_MAJOR) return;
  console.error(
    `learnflow needs Node ${WANTED_NODE_MAJOR} or newer and was started with Node ${version}.\n` +
      'In this folder, "npm start" and "npx learnflow" use the right one: npm installs it with the other packages\n' +
      `("npm ci" without --omit=optional). Elsewhere, install Node ${WANTED_NODE_MAJOR}.`,
  );
  process.exit(1);
}
