// What stands below a picture of the map.

import { el } from "./dom";

export interface Caption { title: string; meanings: [colour: string, text: string][]; credits: string }

const FONT = '"Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif';

/** A picture with a caption; `dots` are pixels of the picture a pixel of the page. */
export function captioned(picture: HTMLCanvasElement, dots: number, { title, meanings, credits }: Caption): HTMLCanvasElement {
  const strip = 62;
  const whole = el("canvas", { width: picture.width, height: picture.height + Math.round(strip * dots) });
  const context = whole.getContext("2d")!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, whole.width, whole.height);
  context.drawImage(picture, 0, 0);
  context.setTransform(dots, 0, 0, dots, 0, picture.height);
  const wide = whole.width / dots;
  const write = (text: string, x: number, y: number, font: string, colour: string) => {
    context.font = `${font} ${FONT}`;
    context.fillStyle = colour;
    // Letters are narrowed rather than cut.
    context.fillText(text, x, y, wide - x - 10);
    return context.measureText(text).width;
  };
  write(title, 10, 18, "600 14px", "#1d2327");
  let x = 10;
  for (const [colour, text] of meanings) {
    context.fillStyle = colour;
    context.fillRect(x, 28, 13, 12);
    x += 19;
    x += write(text, x, 38, "12px", "#1d2327") + 16;
  }
  write(credits, 10, 55, "11px", "#5d6a72");
  return whole;
}
