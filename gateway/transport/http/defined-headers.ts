import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Headers of a reply as Node's HTTP server takes them: without those that were taken back. */
export const definedHeaders = (headers: ReturnType<FastifyReply['getHeaders']>): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
