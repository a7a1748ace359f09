import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage, IMAGE_TAG } from '../../deploy/docker/build-image.ts';
import { buildPart } from '../stack/build-part.ts';
import { NODE_BASE } from '../stack/parts.ts';

/** An image built here and opened as a folder. */
export interface TestImage {
  /** What the build said it made, and what is inside when it is pushed: digests of the configuration. */
  readonly builtId: string;
  readonly pushedId: string;
  /** The image's own description: user, labels, health check … */
  readonly config: ImageConfig;
  /** Where its files are. */
  readonly root: string;
  /** A folder for each layer above the base, with all that was ever written in it, also what a later one removes. */
  readonly layers: readonly string[];
  readonly sizeBytes: number;
  readonly baseSizeBytes: number;
  remove(): void;
}

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly Healthcheck?: { readonly Test: readonly string[]; readonly Interval: number; readonly Timeout: number };
}

/** Builds the Dockerfile with buildah on a base made from Debian and the pinned Node: no image registry is asked. */
export async function buildTestImage(): Promise<TestImage> {
  const baseTar = join(await buildPart(NODE_BASE), 'base.tar');
  const storage = mkdtempSync(join(tmpdir(), 'learnflow-image-'));
  const options = ['--root', join(storage, 'root'), '--runroot', join(storage, 'run'), '--storage-driver', 'vfs'];
  const buildah = (...args: readonly string[]) => {
    const run = spawnSync('buildah', [...options, ...args], { encoding: 'utf8', env: { ...process.env, ...CHROOT } });
    if (run.status !== 0) throw new Error(`buildah ${args[0]} failed: ${run.stderr}`);
    return run.stdout.trim();
  };
  const base = buildah('from', 'scratch');
  buildah('add', '--quiet', base, baseTar, '/');
  buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', base);
  buildah('commit', '--quiet', '--rm', base, 'localhost/node');
  const digest = buildah('inspect', '--type', 'image', '--format', '{{.FromImageDigest}}', 'localhost/node');
  const builtId = buildImage({
    base: `localhost/node@${digest}`,
    tag: `localhost/${IMAGE_TAG}`,
    tool: 'buildah',
    toolOptions: options,
    buildOptions: ['--pull-never', '--isolation', 'chroot', '--volume', `${join(homedir(), '.npm')}:/root/.npm`],
  });
  const container = buildah('from', '--pull-never', `localhost/${IMAGE_TAG}`);
  const described = JSON.parse(buildah('inspect', '--type', 'image', `localhost/${IMAGE_TAG}`)) as {
    Docker: { config: ImageConfig };
  };
  const root = buildah('mount', container);
  const pushed = join(storage, 'pushed');
  buildah('push', '--quiet', `localhost/${IMAGE_TAG}`, `dir:${pushed}`);
  const [du = ''] = spawnSync('du', ['-sb', root], { encoding: 'utf8' }).stdout.split('\t');
  const { config, layers } = JSON.parse(readFileSync(join(pushed, 'manifest.json'), 'utf8')) as PushedManifest;
  return {
    builtId,
    pushedId: config.digest,
    config: described.Docker.config,
    root,
    layers: unpackLayers(pushed, layers),
    sizeBytes: Number(du),
    baseSizeBytes: statSync(baseTar).size,
    remove: () => {
      buildah('umount', container);
      rmSync(storage, { recursive: true, force: true });
    },
  };
}

interface PushedManifest {
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string }[];
}

/** The layers of an image that was pushed to a folder, the base's left out, each unpacked beside it. */
function unpackLayers(pushed: string, layers: PushedManifest['layers']): readonly string[] {
  return layers.slice(1).map(({ digest }, index) => {
    const folder = join(pushed, `layer-${index}`);
    mkdirSync(folder);
    const run = spawnSync('tar', ['-xf', join(pushed, digest.replace('sha256:', '')), '-C', folder], {
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`layer ${digest} cannot be unpacked: ${run.stderr}`);
    return folder;
  });
}

const CHROOT = { BUILDAH_ISOLATION: 'chroot' };
