import { globSync } from 'node:fs';
import { runAndCount } from '../run-and-count.ts';
import { buildPart } from '../stack/build-part.ts';
import { CRDS, DAPR_INJECTOR, KUBERNETES, KUSTOMIZE } from '../stack/parts.ts';

// `npm run manifests`: everything that can be known of the manifests without a cluster. Builds what that needs, which
// takes minutes the first time.
for (const part of [KUSTOMIZE, CRDS, DAPR_INJECTOR, KUBERNETES]) console.log(`${part.name}: ${await buildPart(part)}`);
await runAndCount(globSync('test/manifests/*.{test,check}.ts'));
