#!/bin/sh
# Copies the definitions out of the modules that go.mod names, checked against go.sum, into the folder $1.
set -eu
take() {
  module=$(sed -n "s|^\t\($1\) \(v.*\)|\1@\2|p" go.mod)
  folder=$(go mod download -json "$module" | sed -n 's|^\t"Dir": "\(.*\)",*$|\1|p')
  mkdir "$into/$3"
  cp "$folder/$2"/*.yaml "$into/$3"
  rm -f "$into/$3/kustomization.yaml"
  chmod -R u+w "$into/$3"
}
into=$1
take github.com/dapr/dapr charts/dapr/crds dapr
take github.com/kong/kubernetes-configuration config/crd/ingress-controller kong
take github.com/prometheus-operator/prometheus-operator example/prometheus-operator-crd prometheus-operator
take sigs.k8s.io/gateway-api config/crd/standard gateway-api
