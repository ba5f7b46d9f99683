import { createServer } from 'node:http';

/** What `node:http` alone costs: the same bytes for every request. Arguments: its port, then how many bytes. */
const [port = '0', bytes = '1000'] = process.argv.slice(2);
const body = Buffer.from(JSON.stringify({ data: 'x'.repeat(Number(bytes)) }));
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
