import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeLocalResources } from '../../cli/dapr/write-local-resources.ts';

/** Where compose.yaml finds what its sidecars load. */
const SIDECAR_FILES = join(import.meta.dirname, 'dapr');

/** Writes the files of deploy/dapr as the sidecars of compose.yaml load them: its broker, its folder of names. */
export function writeSidecarFiles(into: string): void {
  rmSync(into, { recursive: true, force: true });
  // No certificate authority in the trial: a sidecar cannot prove who it is, and tutors ask for no proof.
  writeLocalResources(into, { namesFile: '/names/names.db', kafka: { address: 'kafka:9092' }, hasIdentities: false });
}

if (import.meta.main) writeSidecarFiles(SIDECAR_FILES);
