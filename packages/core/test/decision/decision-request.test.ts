import { expect, test } from '@jest/globals';
import { describeRequest } from '../../src/index.js';

test.each<[url: string, path: string]>([
  ['/login', '/login'],
  ['/login?token=secret', '/login'],
  ['/login?next=/pay?token=secret', '/login'],
  ['/login#secret', '/login'],
  ['/?token=secret', '/'],
  ['?token=secret', '/'],
  ['', '/'],
  ['*', '*'],
  ['//shop.example/login?token=secret', '//shop.example/login'],
  ['https://shop.example/login?token=secret', '/login'],
  ['https://user:secret@shop.example', '/'],
  ['https://user:secret@shop.example?token=secret', '/'],
  ['/login?a=1\ntoken=secret', '/login'],
])('the path of %j is %j', (url, path) => {
  expect(describeRequest({ method: 'GET', url, headers: {} })).toEqual({ method: 'GET', path });
});

test('the route is included if it is known', () => {
  const request = { method: 'GET', url: '/orders/7', headers: {}, route: '/orders/:id' };
  expect(describeRequest(request)).toEqual({ method: 'GET', path: '/orders/7', route: '/orders/:id' });
});
