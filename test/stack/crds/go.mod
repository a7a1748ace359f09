// Where the custom resources of the manifests are defined. Nothing is compiled: `go mod tidy` would empty this file.
module learnflow/test/stack/crds

go 1.24.0

require (
	github.com/dapr/dapr v1.16.0
	github.com/kong/kubernetes-configuration v1.4.0
	github.com/prometheus-operator/prometheus-operator v0.85.0
	sigs.k8s.io/gateway-api v1.3.0
)
