// Panel model and actions: what the panel shows, and what its controls do.

import type { Format } from "../export/exporter";
import type { Tool } from "../controls/tools";
import type { DrawingPart, Road } from "../drawing/drawing";
import type { DrawingSettings } from "../drawing/settings";
import type { Store } from "../state/store";
import type { ViewState } from "../state/view-state";

export interface PanelModel {
  store: Readonly<Store>;
  canUndo: boolean;
  canRedo: boolean;
  /** Whether the map shows an area without land data. */
  seesUnknown: boolean;
}

export interface PanelActions {
  changeView: (change: Partial<ViewState>) => void;
  chooseTool: (tool: Tool) => void;
  changeSettings: (change: Partial<DrawingSettings>) => void;
  undo: () => void;
  redo: () => void;
  clearDrawing: () => void;
  removePart: (part: DrawingPart, index: number) => void;
  changeRoad: (index: number, fields: Partial<Road>) => void;
  saveDrawing: () => void;
  openDrawing: (file: File) => void;
  keepDrawing: () => void;
  showKept: (index: number) => void;
  removeKept: (index: number) => void;
  clearPlace: () => void;
  export: (format: Format) => void;
  share: () => void;
}
