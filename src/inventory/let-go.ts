/** Memory outside the heap that is given back at once: a thread with a small heap is collected so seldom that it would stay for the run. */
import { MessageChannel } from 'node:worker_threads';

/** What is moved through a port whose other end is closed is dropped. */
const { port1: away, port2: end } = new MessageChannel();
end.close();

/** @param buffers cannot be used afterwards, nor what looks into them; none of Node's pool, which does not move */
export const letGo = (buffers: readonly ArrayBuffer[]): void => away.postMessage(null, buffers);
