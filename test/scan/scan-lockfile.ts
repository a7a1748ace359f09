import { critical, type Finding } from './finding.ts';

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

interface Wanted {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Whether what is installed can be another thing tomorrow: versions that float, packages without a checksum, other sources. */
export function scanLockfile(lock: Lock, wanted: Wanted): { readonly looked: number; readonly findings: Finding[] } {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  const findings: Finding[] = [];
  for (const [path, { integrity, resolved, link, optional, hasInstallScript, dev }] of packages) {
    if (link === true) findings.push(critical(`${path}: a link out of the lock`));
    if (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')) {
      findings.push(critical(`${path}: comes from ${new URL(resolved).protocol}//…, not from the registry`));
    }
    // Packages of other platforms that could not be looked up where the lock was written have none.
    if (integrity === undefined && optional !== true) findings.push(critical(`${path}: has no checksum`));
    if (integrity !== undefined && !integrity.startsWith('sha512-')) {
      findings.push({ severity: 'moderate', says: `${path}: a weak checksum` });
    }
    if (hasInstallScript === true && dev !== true) {
      findings.push({ severity: 'low', says: `${path}: wants to run a script; none is run in the image` });
    }
  }
  const direct = { ...wanted.dependencies, ...wanted.devDependencies, ...wanted.optionalDependencies };
  for (const [name, version] of Object.entries(direct)) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) findings.push(critical(`${name}: ${version} is not one version`));
    const locked = lock.packages[`node_modules/${name}`]?.version;
    if (locked !== version) findings.push(critical(`${name}: ${version} is wanted, ${locked} is locked`));
  }
  return { looked: packages.length, findings };
}
