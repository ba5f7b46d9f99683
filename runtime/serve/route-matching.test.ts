import { describe, expect, test } from '@jest/globals';
import type { RouteDeclaration } from '../executor/route.ts';
import { createRouteMatcher } from './route-matching.ts';

const get = (path: string): RouteDeclaration => ({ method: 'GET', path });
const ROUTES: readonly RouteDeclaration[] = [
  get('/media/:id'),
  get('/media/:id/:variant'),
  get('/media/:id/original'),
  get('/media/user/:id'),
  get('/media/mine'),
  get('/resumes/:id'),
  get('/resumes/:id.json'),
  get('/.well-known/jwks.json'),
  { method: 'PUT', path: '/media/:id' },
  { method: 'HEAD', path: '/media/mine' },
];

describe.each([
  ['as declared', ROUTES],
  ['in reverse', ROUTES.toReversed()],
])('declared %s', (_, routes) => {
  const match = createRouteMatcher(routes);
  const found = (method: string, path: string) => {
    const matched = match(method, path);
    return matched === null ? null : [`${matched.route.method} ${matched.route.path}`, matched.params];
  };

  test.each([
    ['GET', '/media/a', 'GET /media/:id', { id: 'a' }],
    ['GET', '/media/a/', 'GET /media/:id', { id: 'a' }],
    ['GET', '/media/mine', 'GET /media/mine', {}],
    ['GET', '/m%65dia/min%65', 'GET /media/mine', {}],
    ['GET', '/media/user/a', 'GET /media/user/:id', { id: 'a' }],
    ['GET', '/media/user/original', 'GET /media/user/:id', { id: 'original' }],
    ['GET', '/media/a/original', 'GET /media/:id/original', { id: 'a' }],
    ['GET', '/media/a/small', 'GET /media/:id/:variant', { id: 'a', variant: 'small' }],
    ['GET', '/media/a%2Fb', 'GET /media/:id', { id: 'a/b' }],
    ['GET', '/media/%C3%BC', 'GET /media/:id', { id: 'ü' }],
    ['GET', '/resumes/1', 'GET /resumes/:id', { id: '1' }],
    ['GET', '/resumes/1.json', 'GET /resumes/:id.json', { id: '1' }],
    ['GET', '/resumes/.json', 'GET /resumes/:id', { id: '.json' }],
    ['GET', '/.well-known/jwks.json', 'GET /.well-known/jwks.json', {}],
    ['PUT', '/media/mine', 'PUT /media/:id', { id: 'mine' }],
    ['HEAD', '/media/mine', 'HEAD /media/mine', {}],
    ['HEAD', '/media/a', 'GET /media/:id', { id: 'a' }],
  ])('%s %s is for %s', (method, path, route, params) => {
    expect(found(method, path)).toEqual([route, params]);
  });

  test.each([
    ['GET', '/media'],
    ['GET', '/media/'],
    ['GET', '/media//'],
    ['GET', '/media//small'],
    ['GET', '//media/a'],
    ['GET', '/media/a/b/c'],
    ['GET', '/media/%'],
    ['GET', '/MEDIA/a'],
    ['GET', '/'],
    ['POST', '/media/a'],
    ['get', '/media/a'],
  ])('%s %s is for none', (method, path) => {
    expect(found(method, path)).toBeNull();
  });
});

test.each([
  [get('/a/:id'), get('/a/:name')],
  [get('/a/:id.json'), get('/a/:name.json/')],
  [get('/a'), get('/a')],
])('two routes for the same requests are refused', (...routes) => {
  expect(() => createRouteMatcher(routes)).toThrow('Two routes fit the same requests: GET /a');
});

test.each(['/a/:', '/a/x:id', '/a/:1', '/a/:id:other'])('a path that cannot be read is refused: %s', (path) => {
  expect(() => createRouteMatcher([get(path)])).toThrow(`The path of a route cannot be read: ${path}`);
});
