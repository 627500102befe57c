// Which attributes a gateway lets through: those that somebody has described. Everything else is dropped there.

import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import {
  type Attribute,
  attribute,
  collectorAttribute,
  providedAttribute,
  resourceAttribute,
} from '../instrumentation/vocabulary/index.ts';

/**
 * Standard names that stay outside all the same: they hold people, commands, parameters or whole conversations.
 * What the vocabulary has is decided there.
 */
const STANDARD_BUT_PRIVATE: readonly RegExp[] = [
  /^(?:user|enduser|geo)\./,
  /^process\.(?:command|environment_variable|executable\.build_id|owner|user|real_user|saved_user|group|session_leader)/,
  /^(?:db|rpc)\..*(?:parameter|metadata)/,
  /^db\.(?:connection_string|user|statement)$/,
  /^gen_ai\.(?:prompt|completion|input\.messages|output\.messages|system_instructions|tool\.call\.(?:arguments|result)|tool\.definitions|retrieval\.)/,
  /^(?:message|mcp|jsonrpc)\./,
  /^(?:tls\.client\.(?:certificate|issuer|subject)|tls\.server\.(?:certificate|issuer|subject))/,
  /^(?:file|cloudevents|aws\.log|test|vcs|cicd|security_rule|artifact)\./,
];

/** What instrumentations of the community add beside the standard names: read from their sources, auto-instrumentations-node 0.82. */
const COMMUNITY = [
  ...['connect.name', 'connect.type', 'express.name', 'express.type', 'hapi.plugin.name', 'hapi.type', 'koa.name', 'koa.type'],
  ...['server.ext.type', 'restify.method', 'restify.name', 'restify.type', 'restify.version'],
  ...['router.method', 'router.name', 'router.type', 'router.version', 'nestjs.version', 'nestjs.type', 'nestjs.module'],
  ...['nestjs.controller', 'nestjs.callback', 'nestjs.interceptors', 'nestjs.guards', 'nestjs.pipes'],
  ...['graphql.field.name', 'graphql.field.path', 'graphql.field.type', 'graphql.parent.name', 'knex.version', 'memcached.version'],
  ...['db.postgresql.idle.timeout.millis', 'db.postgresql.max.client', 'db.postgresql.plan', 'tedious.procedure_count'],
  ...['tedious.statement_count', 'dns.error_message', 'dns.error_name', 'grpc.error_message', 'grpc.error_name'],
  ...['messaging.destination', 'messaging.destination_kind', 'messaging.protocol', 'messaging.protocol_version'],
  ...['messaging.rabbitmq.routing_key', 'messaging.socket.io.event_name', 'messaging.socket.io.namespace'],
  ...['tls.authorized', 'tls.protocol', 'tls.cipher.name', 'tls.cipher.version', 'aws.request.id', 'aws.request.extended_id'],
];

/** Labels of prom-client's default metrics. */
const PROM_CLIENT = ['kind', 'type', 'space', 'version', 'major', 'minor', 'patch'];

/** Attributes of the Collector's own receivers: host_metrics, whose names are older than the conventions, and file_log. */
const RECEIVERS = ['cpu', 'state', 'device', 'direction', 'mode', 'mountpoint', 'protocol', 'status', 'log.file.name', 'log.file.path'];

/** Sorted, each once. */
export function knownKeys(): string[] {
  // Span metrics may be made in front of a gateway.
  const own: readonly Attribute[] = [attribute, resourceAttribute, collectorAttribute, providedAttribute].flatMap((table) =>
    Object.values<Attribute>(table),
  );
  const ours = own.filter(({ sensitivity }) => sensitivity !== 'forbidden').map(({ key }) => key);
  const standard = Object.entries(conventions)
    .filter(([name]) => name.startsWith('ATTR_'))
    // Names that end in a key of the application, such as http.request.header.<name>, are functions here.
    .flatMap(([, key]) => (typeof key === 'string' ? key : []))
    .filter((key) => !STANDARD_BUT_PRIVATE.some((pattern) => pattern.test(key)));
  return [...new Set([...ours, ...standard, ...COMMUNITY, ...PROM_CLIENT, ...RECEIVERS])].sort();
}
