// Pictures for the tests, drawn by the browser itself and, where a test wants it, with what a camera writes into them.

// A picture of so many pixels, a different one for each seed; with noise it can be made as large as one likes.
export async function drawn(page, { width = 640, height = 480, seed = 1, kind = "image/jpeg", noise = false } = {}) {
  const bytes = await page.evaluate(
    async ({ width, height, seed, kind, noise }) => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width, height });
      const pen = canvas.getContext("2d");
      pen.fillStyle = `hsl(${(seed * 47) % 360} 60% 55%)`;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#fff";
      for (let bar = 0; bar < 24; bar += 1) {
        const high = (height * ((bar * (seed + 3) * 7) % 20)) / 24;
        pen.fillRect((bar * width) / 24 + 2, height - high, width / 24 - 4, high);
      }
      if (noise) {
        const pixels = pen.getImageData(0, 0, width, height);
        let state = seed;
        for (let at = 0; at < pixels.data.length; at += 1) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          if (at % 4 !== 3) pixels.data[at] = state >>> 24;
        }
        pen.putImageData(pixels, 0, 0);
      }
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, 0.9));
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    { width, height, seed, kind, noise },
  );
  return Buffer.from(bytes);
}

// The same JPEG with words in it as a camera's metadata would stand there.
export function withMetadata(jpeg, words) {
  const inside = Buffer.concat([Buffer.from("Exif\0\0MM\0*\0\0\0\x08\0\0", "latin1"), Buffer.from(words, "utf8")]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(inside.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, inside, jpeg.subarray(2)]);
}

// The beginning of a PNG that says it is of so many pixels.
export function claiming(width, height) {
  const head = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  const sides = Buffer.alloc(8);
  sides.writeUInt32BE(width, 0);
  sides.writeUInt32BE(height, 4);
  return Buffer.concat([head, sides, Buffer.from("0802000000", "hex"), Buffer.alloc(40)]);
}

// Lets go of a file on an element, as the mouse does.
export const letGo = (element, { name, bytes }) =>
  element.evaluate(
    (element, { name, bytes }) => {
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(bytes)], name));
      for (const what of ["dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(what, { dataTransfer: carried, bubbles: true, cancelable: true }));
      }
    },
    { name, bytes: [...bytes] },
  );
