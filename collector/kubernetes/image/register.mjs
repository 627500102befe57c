// NODE_OPTIONS="--import /otel-auto-instrumentation-nodejs/register.mjs"
import '@peragus/observability/register';
