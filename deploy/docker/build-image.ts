import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };

/** How an image is built, by whichever of the three tools is there. */
export interface ImageBuild {
  /** The official Node image, by its digest. */
  readonly base: string;
  readonly tag: string;
  readonly tool: 'docker' | 'podman' | 'buildah';
  /** For the tool itself, before its command. */
  readonly toolOptions?: readonly string[];
  /** For the build, after its command. */
  readonly buildOptions?: readonly string[];
}

/** The version comes from package.json and from nowhere else. */
export const IMAGE_TAG = `learnflow-triage:${packageJson.version}`;

/**
 * @returns the digest of the image's configuration, `sha256:…`: the same in every store and registry. The digest by which
 * a registry offers it is of the manifest, which is made when it is pushed.
 * @throws {Error} when the base is not named by a digest, or the build fails
 */
export function buildImage(image: ImageBuild): string {
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-image-id-'));
  try {
    const file = join(folder, 'id');
    build(image, file);
    return readFileSync(file, 'utf8').trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function build({ base, tag, tool, toolOptions = [], buildOptions = [] }: ImageBuild, idFile: string): void {
  if (!/@sha256:[0-9a-f]{64}$/.test(base))
    throw new Error('--base: wanted an image by its digest: …@sha256:<64 digits>');
  const revision = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
  const args = { NODE_IMAGE: base, VERSION: packageJson.version, REVISION: revision };
  const ignore =
    tool === 'docker' ? [] : ['--ignorefile', 'deploy/docker/Dockerfile.dockerignore', '--format', 'docker'];
  const run = spawnSync(
    tool,
    [
      ...toolOptions,
      'build',
      ...['--file', 'deploy/docker/Dockerfile', '--tag', tag, '--iidfile', idFile, ...ignore],
      ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      ...buildOptions,
      '.',
    ],
    { stdio: ['ignore', 2, 2] },
  );
  if (run.error !== undefined) throw new Error(`${tool} cannot be run: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`${tool} could not build the image`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      base: { type: 'string', default: '' },
      tag: { type: 'string', default: IMAGE_TAG },
      tool: { type: 'string', default: 'docker' },
    },
  });
  const { base, tag, tool } = values;
  if (tool !== 'docker' && tool !== 'podman' && tool !== 'buildah')
    throw new Error('--tool: docker, podman or buildah');
  const id = buildImage({ base, tag, tool });
  console.log(`built ${tag}, image ${id}`);
}
