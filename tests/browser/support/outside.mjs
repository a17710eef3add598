// Everything beyond the app's own host: a proxy that every browser of the tests is told to use for anything that
// is not this machine. It lets nothing through, and remembers who asked for what.

import { createServer } from "node:http";

// Chromium itself now and then asks its maker for something, whatever the flags. That is the browser talking,
// not a page: none of these can be reached from the app without a request that the page's own record shows too.
const THE_BROWSER_ITSELF = [/(^|\.)google\.com$/, /(^|\.)googleapis\.com$/, /(^|\.)gvt1\.com$/, /(^|\.)mozilla\.(org|com|net)$/, /(^|\.)firefox\.com$/];

export async function openOutside() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(request.url);
    socket.on("error", () => {});
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${server.address().port}`,
    port: server.address().port,
    // What was asked for, but for the browser's own errands.
    asked: () =>
      asked.filter((target) => {
        const host = target.includes("://") ? new URL(target).hostname : target.replace(/:\d+$/, "");
        return !THE_BROWSER_ITSELF.some((pattern) => pattern.test(host));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
