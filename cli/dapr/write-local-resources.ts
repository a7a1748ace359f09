import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const DEPLOYED = new URL('../../deploy/dapr/', import.meta.url).pathname;
const SECRETS = 'local-secrets';

/** What this machine has in the place of the cluster's servers. Addresses are `host:port`. */
export interface LocalServers {
  /** File that the sidecars tell each other their addresses through. */
  readonly namesFile: string;
  readonly kafka?: {
    readonly address: string;
    /** Without it the broker takes anyone. */
    readonly login?: { readonly username: string; readonly password: string; readonly caCertificate: string };
  };
  /** Where spans go; without it they go nowhere. */
  readonly otlp?: string;
  /** Whether sidecars prove who they are to each other. Without that a list of who may call would let nobody in. */
  readonly hasIdentities: boolean;
}

export interface LocalResources {
  /** Folder with components, subscriptions and resiliency, for `--resources-path`. */
  readonly resources: string;
  /** The `--config` of the service's sidecar and of a tutor's. */
  readonly configurations: { readonly triage: string; readonly agent: string };
}

/** A Kubernetes object of any kind. */
// biome-ignore lint/suspicious/noExplicitAny: what is changed of it is checked by the tests, path by path.
type Resource = Record<string, any>;

/**
 * Writes the files of `deploy/dapr/` into a folder for sidecars on this machine: the same, but for addresses, where
 * secrets are read from, and what a single machine does not have.
 */
export function writeLocalResources(into: string, servers: LocalServers): LocalResources {
  const resources = join(into, 'resources');
  mkdirSync(resources, { recursive: true });
  for (const file of readdirSync(DEPLOYED).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')) {
    const local = toLocal(parse(readFileSync(join(DEPLOYED, file), 'utf8')) as Resource, servers);
    if (local === undefined) continue;
    writeFileSync(join(local.kind === 'Configuration' ? into : resources, file), stringify(local));
  }
  const login = servers.kafka?.login;
  if (login !== undefined) {
    const secretsFile = join(into, 'secrets.json');
    const secrets = { username: login.username, password: login.password, 'ca.crt': login.caCertificate };
    writeFileSync(secretsFile, JSON.stringify({ 'learning-pubsub': secrets }), { mode: 0o600 });
    writeFileSync(join(resources, 'secrets.yaml'), stringify(toSecretStore(secretsFile)));
  }
  return {
    resources,
    configurations: {
      triage: join(into, 'triage-configuration.yaml'),
      agent: join(into, 'agent-configuration.yaml'),
    },
  };
}

/** One resource as it is on this machine, or undefined where it has no place. */
export function toLocal(deployed: Resource, servers: LocalServers): Resource | undefined {
  const local = structuredClone(deployed);
  switch (local.kind) {
    case 'Component':
      if (servers.kafka === undefined) return undefined;
      placeBroker(local, servers.kafka);
      return local;
    case 'Subscription':
      return servers.kafka === undefined ? undefined : local;
    case 'Configuration':
      if (servers.otlp === undefined) delete local.spec.tracing.otel;
      else local.spec.tracing.otel.endpointAddress = servers.otlp;
      if (!servers.hasIdentities) delete local.spec.accessControl;
      local.spec.nameResolution = {
        component: 'sqlite',
        version: 'v1',
        // An entry lasts a minute and is renewed after half of it: a busy machine that is late with it loses nobody.
        configuration: { connectionString: servers.namesFile, updateInterval: '60s', timeout: '30s' },
      };
      return local;
    default:
      return local;
  }
}

const OF_LOGIN = new Set(['saslMechanism', 'saslUsername', 'saslPassword', 'caCert']);

function placeBroker(component: Resource, { address, login }: NonNullable<LocalServers['kafka']>): void {
  const rows = component.spec.metadata as { name: string; value?: string }[];
  const row = (name: string) => rows.find((one) => one.name === name) ?? { value: '' };
  row('brokers').value = address;
  if (login === undefined) {
    row('authType').value = 'none';
    component.spec.metadata = rows.filter(({ name }) => !OF_LOGIN.has(name));
    delete component.auth;
  } else {
    component.auth.secretStore = SECRETS;
  }
}

function toSecretStore(secretsFile: string): Resource {
  return {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name: SECRETS, namespace: 'learnflow' },
    spec: {
      type: 'secretstores.local.file',
      version: 'v1',
      metadata: [
        { name: 'secretsFile', value: secretsFile },
        { name: 'multiValued', value: 'true' },
      ],
    },
  };
}
