// Connects to every KEY:PORT of its arguments and prints KEY, a tab and what the user would read:
// the `code` that programs compare with, then the message.
'use strict';

const tls = require('tls');

const TIMEOUT = 10000;

function receive(port) {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost' });
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error('timed out')));
    socket.on('secureConnect', () => socket.destroy(new Error('no error')));
    socket.on('error', (error) => resolve(`${error.code} ${error.message}`));
    socket.on('close', () => resolve('closed without an error'));
  });
}

async function main() {
  for (const argument of process.argv.slice(2)) {
    const [code, port] = argument.split(':');
    const text = await receive(Number(port));
    console.log(`${code}\t${text.replace(/\s+/g, ' ').trim()}`);
  }
}

main();
