import { setTimeout as wait } from 'node:timers/promises';
import type { TestKubernetes } from './start-kubernetes.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly restartPolicy: string; readonly containers: readonly { readonly name: string }[] };
  readonly status: { readonly phase?: string };
}

/**
 * Says of every pod that it runs and is ready, or has done its work, as the kubelet of a machine would. Nothing runs:
 * this is for what controllers and kubectl do with pods.
 */
export function pretendPods(kubernetes: TestKubernetes): { stop(): Promise<void> } {
  let isStopped = false;
  const loop = async () => {
    while (!isStopped) {
      const { body } = await kubernetes.call('GET', '/api/v1/pods');
      for (const pod of (body as { items?: Pod[] }).items ?? []) {
        if (pod.status.phase === 'Pending')
          await kubernetes.call('PUT', statusPath(pod), { ...pod, status: statusOf(pod) });
      }
      await wait(100);
    }
  };
  const done = loop();
  return {
    async stop() {
      isStopped = true;
      await done;
    },
  };
}

const statusPath = ({ metadata }: Pod) => `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`;

function statusOf({ spec }: Pod): object {
  const isJob = spec.restartPolicy !== 'Always';
  const now = new Date().toISOString();
  return {
    phase: isJob ? 'Succeeded' : 'Running',
    conditions: [
      // Ready for a while already: a rollout waits `minReadySeconds` for every pod.
      {
        type: 'Ready',
        status: isJob ? 'False' : 'True',
        lastTransitionTime: new Date(Date.now() - 60_000).toISOString(),
      },
    ],
    startTime: now,
  };
}
