// Command sentry is Dapr's own certificate authority, so that the access control between sidecars can be tested.
package main

import "github.com/dapr/dapr/cmd/sentry/app"

func main() {
	app.Run()
}
