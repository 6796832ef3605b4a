// Picture caption: a picture of the map, a title, a legend and credits in; one picture with all of them out.

import { el } from "../dom";
import { COLOURS } from "../map/colours";

export interface LegendEntry {
  colour: string;
  text: string;
}
export interface Caption {
  title: string;
  legend: LegendEntry[];
  credits: string;
}

const FONTS = '"Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif';
const HEIGHT = 62;
const MARGIN = 10;

/** The picture with a caption below it; `pixelRatio` are its pixels a pixel of the page. */
export function withCaption(picture: HTMLCanvasElement, pixelRatio: number, caption: Caption): HTMLCanvasElement {
  const whole = el("canvas", { width: picture.width, height: picture.height + Math.round(HEIGHT * pixelRatio) });
  const context = whole.getContext("2d")!;
  context.fillStyle = COLOURS.white;
  context.fillRect(0, 0, whole.width, whole.height);
  context.drawImage(picture, 0, 0);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, picture.height);
  const width = whole.width / pixelRatio;
  const write = (text: string, x: number, y: number, font: string, colour: string): number => {
    context.font = `${font} ${FONTS}`;
    context.fillStyle = colour;
    // Letters are narrowed rather than cut.
    context.fillText(text, x, y, width - x - MARGIN);
    return context.measureText(text).width;
  };
  write(caption.title, MARGIN, 18, "600 14px", COLOURS.text);
  let x = MARGIN;
  for (const { colour, text } of caption.legend) {
    context.fillStyle = colour;
    context.fillRect(x, 28, 13, 12);
    x += 19;
    x += write(text, x, 38, "12px", COLOURS.text) + 16;
  }
  write(caption.credits, MARGIN, 55, "11px", COLOURS.softText);
  return whole;
}
