// Command daprd is Dapr's own runtime with the few components that this project uses. Dapr is not on any package
// registry as a program. Its own command links dozens of components, which takes an hour to build; this takes minutes.
package main

import (
	"context"
	"log"
	"os"

	nameresolutionsqlite "github.com/dapr/components-contrib/nameresolution/sqlite"
	"github.com/dapr/components-contrib/pubsub/kafka"
	"github.com/dapr/components-contrib/secretstores/local/file"
	"github.com/dapr/dapr/cmd/daprd/options"
	"github.com/dapr/dapr/pkg/components/nameresolution"
	"github.com/dapr/dapr/pkg/components/pubsub"
	"github.com/dapr/dapr/pkg/components/secretstores"
	"github.com/dapr/dapr/pkg/healthz"
	"github.com/dapr/dapr/pkg/metrics"
	"github.com/dapr/dapr/pkg/modes"
	"github.com/dapr/dapr/pkg/runtime"
	"github.com/dapr/dapr/pkg/runtime/registry"
	"github.com/dapr/dapr/pkg/security"
	"github.com/dapr/kit/concurrency"
	"github.com/dapr/kit/logger"
	"github.com/dapr/kit/signals"
)

func main() {
	opts, err := options.New(os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	if err := logger.ApplyOptionsToLoggers(&opts.Logger); err != nil {
		log.Fatal(err)
	}
	if err := run(signals.Context(), opts); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, opts *options.Options) error {
	health := healthz.New()
	identity, err := security.New(ctx, security.Options{
		SentryAddress:           opts.SentryAddress,
		ControlPlaneTrustDomain: opts.ControlPlaneTrustDomain,
		ControlPlaneNamespace:   opts.ControlPlaneNamespace,
		TrustAnchors:            opts.TrustAnchors,
		AppID:                   opts.AppID,
		MTLSEnabled:             opts.EnableMTLS,
		Mode:                    modes.DaprMode(opts.Mode),
		Healthz:                 health,
	})
	if err != nil {
		return err
	}
	serve := func(ctx context.Context) error {
		handler, err := identity.Handler(ctx)
		if err != nil {
			return err
		}
		sidecar, err := runtime.FromConfig(ctx, configure(opts, handler, health))
		if err != nil {
			return err
		}
		return sidecar.Run(ctx)
	}
	return concurrency.NewRunnerManager(identity.Run, serve).Run(ctx)
}

// configure hands on every option that a start of ours gives.
func configure(opts *options.Options, handler security.Handler, health healthz.Healthz) *runtime.Config {
	own := logger.NewLogger("learnflow.daprd")
	return &runtime.Config{
		AppID:                         opts.AppID,
		Mode:                          opts.Mode,
		Config:                        opts.Config,
		ResourcesPath:                 opts.ResourcesPath,
		AllowedOrigins:                opts.AllowedOrigins,
		DaprHTTPPort:                  opts.DaprHTTPPort,
		DaprAPIGRPCPort:               opts.DaprAPIGRPCPort,
		DaprAPIListenAddresses:        opts.DaprAPIListenAddresses,
		DaprInternalGRPCPort:          opts.DaprInternalGRPCPort,
		DaprInternalGRPCListenAddress: opts.DaprInternalGRPCListenAddress,
		ProfilePort:                   opts.ProfilePort,
		MaxRequestSize:                opts.MaxRequestSize,
		ReadBufferSize:                opts.ReadBufferSize,
		ApplicationPort:               opts.AppPort,
		AppProtocol:                   opts.AppProtocol,
		AppChannelAddress:             opts.AppChannelAddress,
		AppMaxConcurrency:             opts.AppMaxConcurrency,
		EnableAppHealthCheck:          opts.EnableAppHealthCheck,
		AppHealthCheckPath:            opts.AppHealthCheckPath,
		AppHealthProbeInterval:        opts.AppHealthProbeInterval,
		AppHealthProbeTimeout:         opts.AppHealthProbeTimeout,
		AppHealthThreshold:            opts.AppHealthThreshold,
		DaprGracefulShutdownSeconds:   opts.DaprGracefulShutdownSeconds,
		DaprBlockShutdownDuration:     opts.DaprBlockShutdownDuration,
		EnableMTLS:                    opts.EnableMTLS,
		SentryAddress:                 opts.SentryAddress,
		ControlPlaneAddress:           opts.ControlPlaneAddress,
		ActorsService:                 opts.ActorsService,
		RemindersService:              opts.RemindersService,
		SchedulerAddress:              opts.SchedulerAddress,
		SchedulerStreams:              opts.SchedulerJobStreams,
		Security:                      handler,
		Healthz:                       health,
		Registry:                      components(),
		Metrics: metrics.Options{
			Enabled:       opts.Metrics.Enabled(),
			Log:           own,
			Port:          opts.Metrics.Port(),
			Namespace:     metrics.DefaultMetricNamespace,
			Healthz:       health,
			ListenAddress: opts.Metrics.ListenAddress(),
		},
	}
}

func components() *registry.Options {
	contrib := logger.NewLogger("dapr.contrib")
	pubsub.DefaultRegistry.Logger = contrib
	nameresolution.DefaultRegistry.Logger = contrib
	secretstores.DefaultRegistry.Logger = contrib
	pubsub.DefaultRegistry.RegisterComponent(kafka.NewKafka, "kafka")
	nameresolution.DefaultRegistry.RegisterComponent(nameresolutionsqlite.NewResolver, "sqlite")
	secretstores.DefaultRegistry.RegisterComponent(file.NewLocalSecretStore, "local.file")
	return registry.NewOptions().
		WithPubSubs(pubsub.DefaultRegistry).
		WithNameResolutions(nameresolution.DefaultRegistry).
		WithSecretStores(secretstores.DefaultRegistry)
}
