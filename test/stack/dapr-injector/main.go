// Puts Dapr's sidecar into pods as its injector would in a cluster: pods as a JSON list on standard input, the same with
// sidecars on standard output. `drop-capabilities` is the chart's dapr_sidecar_injector.sidecarDropALLCapabilities.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"

	"github.com/dapr/dapr/pkg/injector/consts"
	"github.com/dapr/dapr/pkg/injector/patcher"
	corev1 "k8s.io/api/core/v1"
)

func main() {
	dropCapabilities := flag.Bool("drop-capabilities", false, "drop every capability of the sidecar")
	flag.Parse()
	var pods []*corev1.Pod
	if err := json.NewDecoder(os.Stdin).Decode(&pods); err != nil {
		log.Fatal(err)
	}
	for at, pod := range pods {
		sidecar := patcher.NewSidecarConfig(pod)
		// As the chart sets the injector up, and the injector every sidecar.
		sidecar.Mode = consts.ModeKubernetes
		sidecar.Namespace = pod.Namespace
		sidecar.Identity = pod.Namespace + ":" + pod.Spec.ServiceAccountName
		sidecar.MTLSEnabled = true
		sidecar.ImagePullPolicy = corev1.PullIfNotPresent
		sidecar.RunAsNonRoot = true
		sidecar.ReadOnlyRootFilesystem = true
		sidecar.SidecarDropALLCapabilities = *dropCapabilities
		sidecar.OperatorAddress = "dapr-api.dapr-system.svc.cluster.local:443"
		sidecar.SentryAddress = "dapr-sentry.dapr-system.svc.cluster.local:443"
		sidecar.ControlPlaneNamespace = "dapr-system"
		sidecar.ControlPlaneTrustDomain = "cluster.local"
		sidecar.CurrentTrustAnchors = []byte("anchors")
		sidecar.SidecarImage = "docker.io/daprio/daprd:1.16.0"
		sidecar.SetFromPodAnnotations()
		patch, err := sidecar.GetPatch()
		if err != nil {
			log.Fatalf("%s: %v", pod.Name, err)
		}
		if pods[at], err = patcher.PatchPod(pod, patch); err != nil {
			log.Fatalf("%s: %v", pod.Name, err)
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(pods); err != nil {
		log.Fatal(err)
	}
}
