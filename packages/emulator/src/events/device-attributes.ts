import type { JsonObject } from '../json.js';
import { stableHash } from './identifiers.js';
import { readUserAgent } from './user-agent.js';
import { clockTimezone, type Visit } from './visit.js';

const PDF_VIEWERS = [
  'PDF Viewer',
  'Chrome PDF Viewer',
  'Chromium PDF Viewer',
  'Microsoft Edge PDF Viewer',
  'WebKit built-in PDF',
];

const FONTS =
  'Abadi,Algerian,Aptos,Aptos Display,Aptos Narrow,Arial Narrow,Arial Rounded MT Bold,Avenir Next LT Pro,Baskerville Old Face,' +
  'Batang,Bauhaus 93,Bell MT,Berlin Sans FB,Bernard MT Condensed,Blackadder ITC,Bodoni MT,Bradley Hand ITC,Britannic Bold,' +
  'Broadway,Brush Script MT,Californian FB,Calisto MT,Castellar,Centaur,Chiller,Colonna MT,Cooper Black,Copperplate Gothic,' +
  'Curlz MT,DengXian,Edwardian Script ITC,Elephant,Engravers MT,Eras ITC,FangSong,Felix Titling,Footlight MT Light,Forte,' +
  'Freestyle Script,French Script MT,Gigi,Gloucester MT,Goudy Old Style,Goudy Stout,Harlow Solid Italic,Harrington,' +
  'High Tower Text,Imprint MT Shadow,Informal Roman,Jokerman,Juice ITC,KaiTi,Kristen ITC,Kunstler Script,Lucida Calligraphy,' +
  'Lucida Fax,Lucida Handwriting,Magneto,Maiandra GD,Matura MT Script Capitals,Mistral,Modern No. 20,Niagara Engraved,' +
  'OCR A Extended,Old English Text MT,Onyx,Palace Script MT,Papyrus,Parchment,Perpetua,Playbill,Poor Richard,Ravie,Rockwell,' +
  'Script MT Bold,Showcard Gothic,Snap ITC,Stencil,Tempus Sans ITC,Tw Cen MT,Viner Hand ITC,Vivaldi,Vladimir Script,' +
  'Agency FB,Arial,Arial Black,Arial Unicode MS,Bahnschrift,Book Antiqua,Bookman Old Style,Bookshelf Symbol 7,' +
  'Calibri,Calibri Light,Cambria,Cambria Math,Candara,Century,Century Gothic,Century Schoolbook,Comic Sans MS,' +
  'Consolas,Constantia,Corbel,Courier New,Ebrima,Franklin Gothic,Gabriola,Gadugi,Garamond,Georgia,Gill Sans,' +
  'Haettenschweiler,HoloLens MDL2 Assets,Impact,Ink Free,Javanese Text,Leelawadee UI,Levenim MT,Lucida Bright,' +
  'Lucida Console,Lucida Sans Unicode,MS Gothic,MS Outlook,MS Reference Sans Serif,MS UI Gothic,MV Boli,' +
  'Malgun Gothic,Marlett,Microsoft Himalaya,Microsoft JhengHei,Microsoft Sans Serif,Microsoft Uighur,' +
  'Microsoft YaHei,MingLiU-ExtB,Mongolian Baiti,Monotype Corsiva,Myanmar Text,Nirmala UI,PMingLiU-ExtB,' +
  'Palatino Linotype,Pristina,SCRIPTINA,Segoe Print,Segoe Script,Segoe UI,Segoe UI Light,Segoe UI Semibold,' +
  'Segoe UI Symbol,Serifa,SimSun-ExtB,Sitka,Sylfaen,Symbol,Tahoma,Times New Roman,Trebuchet MS,Verdana,Wingdings';

const UNSUPPORTED_EXTENSIONS =
  'EXT_blend_func_extended,EXT_polygon_offset_clamp,EXT_render_snorm,OES_draw_buffers_indexed,' +
  'OVR_multiview2,WEBGL_clip_cull_distance,WEBGL_compressed_texture_astc,WEBGL_compressed_texture_etc,' +
  'WEBGL_compressed_texture_etc1,WEBGL_compressed_texture_pvrtc,WEBGL_draw_instanced_base_vertex_base_instance,' +
  'WEBGL_multi_draw_instanced_base_vertex_base_instance,WEBGL_provoking_vertex,WEBGL_stencil_texturing,' +
  'EXT_conservative_depth,EXT_texture_norm16,NV_shader_noperspective_interpolation,KHR_parallel_shader_compile';

/** Builds `raw_device_attributes`: the device's own details, the same for every visit of one browser. */
export function deviceAttributes(visit: Visit): JsonObject {
  const { browser, app, at } = visit;
  const timezone = browser.timezone ?? clockTimezone(visit);
  const shared: JsonObject = {
    timezone,
    timezone_offset: offsetOf(timezone, at),
    languages: [[browser.language]],
    screen_resolution: [...browser.screen],
    hardware_concurrency: browser.cores,
    font_hash: stableHash([browser, 'fonts']),
  };
  if (!app) return { ...shared, ...browserAttributes(visit) };
  return {
    ...shared,
    device_manufacturer: 'Google',
    device_model: readUserAgent(browser.userAgent).device,
    battery_level: 80,
    battery_charging: false,
    battery_low_power_mode: false,
  };
}

function browserAttributes({ browser }: Visit): JsonObject {
  const hash = (what: string) => stableHash([browser, what]);
  const mobile = /Mobile|Android/.test(browser.userAgent);
  return {
    platform: browser.platform,
    vendor: browser.userAgent.includes('Chrome') ? 'Google Inc.' : '',
    date_time_locale: browser.language,
    architecture: 255,
    audio: 124.04347745512496,
    math: hash('math'),
    color_depth: 24,
    device_memory: 8,
    cookies_enabled: true,
    indexed_db: true,
    local_storage: true,
    session_storage: true,
    keyboard_layout_hash: hash('keyboard'),
    keyboard_layout_name: browser.language,
    touch_support: { max_touch_points: mobile ? 5 : 0, touch_event: mobile, touch_start: mobile },
    canvas: { winding: true, geometry: hash('geometry'), text: hash('text') },
    emoji: { font: 'Times', width: 1600, height: 18, top: 14, bottom: 32, left: 8, right: 1608, x: 8, y: 14 },
    font_preferences: {
      default: 149.3125,
      serif: 149.3125,
      sans: 144.015625,
      mono: 121.515625,
      apple: 149.3125,
      min: 9.34375,
      system: 147.859375,
    },
    fonts: FONTS.split(','),
    plugins: PDF_VIEWERS.map((name) => ({
      name,
      description: 'Portable Document Format',
      mimeTypes: ['application/pdf', 'text/pdf'].map((type) => ({
        type,
        suffixes: 'pdf',
        description: 'Portable Document Format',
      })),
    })),
    webgl_basics: {
      version: 'WebGL 1.0 (OpenGL ES 2.0 Chromium)',
      shading_language_version: 'WebGL GLSL ES 1.0 (OpenGL ES GLSL ES 1.0 Chromium)',
      vendor: 'WebKit',
      vendor_unmasked: 'Google Inc.',
      renderer: 'WebKit WebGL',
      renderer_unmasked: browser.gpu,
    },
    webgl_extensions: {
      context_attributes: hash('context'),
      parameters: hash('parameters'),
      shader_precisions: hash('precisions'),
      extensions: hash('extensions'),
      extension_parameters: hash('extension parameters'),
      unsupported_extensions: UNSUPPORTED_EXTENSIONS.split(','),
    },
  };
}

function offsetOf(timezone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    timeZoneName: 'longOffset',
  }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name.replace('GMT', '') || '+00:00';
}
