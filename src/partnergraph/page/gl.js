/* Nodes and lines by WebGL 2 (Khronos, 2.0): lines into a picture that is kept while the view
   moves, nodes anew in every frame. */

const LINE_VERTEX = `#version 300 es
in vec4 ends; in vec4 colour; in vec4 form; // form: width, bend, kind of dash, 0
uniform vec2 centre, size; uniform float scale, ratio, thin;
out vec4 paint; out vec2 across; out float along; flat out float dash;
void main() {
  vec2 a = (ends.xy - centre) * scale * ratio, b = (ends.zw - centre) * scale * ratio;
  float length_ = max(length(b - a), 0.001);
  vec2 way = (b - a) / length_, side = vec2(-way.y, way.x);
  float last = float(gl_VertexID & 1), edge = float(gl_VertexID >> 1) * 2.0 - 1.0;
  float half_ = max(form.x * 8.0 * ratio * thin, 0.5 * ratio), wide = half_ + 0.7;
  float shift = (form.y * 255.0 - 128.0) * 0.5 * min(5.0 * ratio, 0.06 * length_);
  vec2 at = mix(a, b, last) + side * (edge * wide + shift);
  gl_Position = form.x == 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(at * 2.0 / size * vec2(1.0, -1.0), 0.0, 1.0);
  paint = colour; across = vec2(edge * wide, half_); along = last * length_ / ratio; dash = form.z * 255.0;
}`;

const LINE_FRAGMENT = `#version 300 es
precision mediump float;
in vec4 paint; in vec2 across; in highp float along; flat in float dash; out vec4 colour;
uniform float fade;
float gap(highp float at, float whole, float on) { return step(mod(at, whole), on); }
void main() {
  float solid = dash < 0.5 ? 1.0 : dash < 1.5 ? gap(along, 12.0, 7.0)
    : dash < 2.5 ? max(gap(along, 24.0, 14.0), step(18.0, mod(along, 24.0)) * gap(along, 24.0, 20.0))
    : dash < 3.5 ? gap(along, 6.0, 2.5) : gap(along, 4.0, 1.5);
  float alpha = paint.a * fade * solid * clamp(across.y + 0.5 - abs(across.x), 0.0, 1.0);
  colour = vec4(paint.rgb * alpha, alpha);
}`;

const NODE_VERTEX = `#version 300 es
in vec2 spot; in float radius; in vec4 fill; in vec4 rim; in float shape; // shape: 0 disc, 1 square, 2 diamond; 4 more: bold rim
uniform vec2 centre, size; uniform float scale, ratio;
out vec4 inner, outer; flat out vec3 form;
void main() {
  float r = max(radius * min(scale, sqrt(scale)), 1.1) * ratio;
  vec2 at = (spot - centre) * scale * ratio;
  gl_Position = fill.a == 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(at * 2.0 / size * vec2(1.0, -1.0), 0.0, 1.0);
  float bold = step(3.5, shape);
  float line = bold > 0.5 ? 3.0 * ratio : r < 3.0 * ratio && rim.a < 0.5 ? 0.0 : 1.2 * ratio;
  gl_PointSize = 2.0 * r + line + 2.0;
  inner = fill; outer = rim; form = vec3(r, line, shape - 4.0 * bold);
}`;

const NODE_FRAGMENT = `#version 300 es
precision mediump float;
in vec4 inner, outer; flat in vec3 form; out vec4 colour;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * (2.0 * form.x + form.y + 2.0);
  float away = form.z < 0.5 ? length(p) : form.z < 1.5 ? max(abs(p.x), abs(p.y)) : (abs(p.x) + abs(p.y)) * 0.8;
  float in_ = clamp(form.x - form.y * 0.5 + 0.5 - away, 0.0, 1.0);
  float cover = clamp(form.x + form.y * 0.5 + 0.5 - away, 0.0, 1.0) * inner.a;
  colour = vec4(mix(outer.rgb, inner.rgb, form.y == 0.0 ? 1.0 : in_) * cover, cover);
}`;

const PICTURE_VERTEX = `#version 300 es
uniform vec4 box; out vec2 at; // middle and half size, in clip space
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  at = corner; gl_Position = vec4(box.xy + (corner * 2.0 - 1.0) * box.zw, 0.0, 1.0);
}`;

const PICTURE_FRAGMENT = `#version 300 es
precision mediump float;
in vec2 at; out vec4 colour; uniform sampler2D kept; uniform float fade;
void main() { colour = texture(kept, at) * fade; }`;

function glProgram(gl, vertex, fragment) {
  const program = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return {
    program,
    set: (name, ...values) => gl[`uniform${values.length}f`](gl.getUniformLocation(program, name), ...values),
  };
}

/** Attributes `{name: [number of values, type, normalised, divisor]}`, each with a buffer of its own. */
function glArrays(gl, { program }, attributes) {
  const array = gl.createVertexArray();
  const buffers = {};
  gl.bindVertexArray(array);
  for (const [name, [values, type, normalised, divisor]] of Object.entries(attributes)) {
    const location = gl.getAttribLocation(program, name);
    buffers[name] = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, values, type, normalised, 0, 0);
    gl.vertexAttribDivisor(location, divisor);
  }
  return {
    array,
    fill(name, content) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
      gl.bufferData(gl.ARRAY_BUFFER, content, gl.DYNAMIC_DRAW);
    },
  };
}

/** A renderer on `canvas`; null where WebGL 2 is missing or fails. */
function glRenderer(canvas) {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true, powerPreference: 'high-performance' });
  if (!gl) return null;
  try {
    return glParts(gl, canvas);
  } catch {
    return null;
  }
}

function glParts(gl, canvas) {
  const line = glProgram(gl, LINE_VERTEX, LINE_FRAGMENT);
  const node = glProgram(gl, NODE_VERTEX, NODE_FRAGMENT);
  const picture = glProgram(gl, PICTURE_VERTEX, PICTURE_FRAGMENT);
  const bytes = [gl.UNSIGNED_BYTE, true];
  const lineForm = { ends: [4, gl.FLOAT, false, 1], colour: [4, ...bytes, 1], form: [4, ...bytes, 1] };
  const all = glArrays(gl, line, lineForm);
  const close = glArrays(gl, line, lineForm);
  const nodes = glArrays(gl, node, {
    spot: [2, gl.FLOAT, false, 0], radius: [1, gl.FLOAT, false, 0], fill: [4, ...bytes, 0], rim: [4, ...bytes, 0],
    shape: [1, gl.UNSIGNED_BYTE, false, 0],
  });
  const kept = { texture: gl.createTexture(), frame: gl.createFramebuffer(), width: 0, height: 0 };
  const numbers = { all: 0, close: 0, nodes: 0 };
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

  function sizeKept(width, height) {
    if (kept.width === width && kept.height === height) return;
    Object.assign(kept, { width, height });
    gl.bindTexture(gl.TEXTURE_2D, kept.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, way, gl.LINEAR);
    gl.bindFramebuffer(gl.FRAMEBUFFER, kept.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, kept.texture, 0);
  }

  function look(part, view, width, height) {
    gl.useProgram(part.program);
    part.set('centre', view.x, view.y);
    part.set('size', width, height);
    part.set('scale', view.scale);
    part.set('ratio', view.ratio);
  }

  function drawLines(arrays, number, view, { fade, thin }, width, height) {
    if (!number) return;
    look(line, view, width, height);
    line.set('fade', fade);
    line.set('thin', thin);
    gl.bindVertexArray(arrays.array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, number);
  }

  return {
    canvas,
    fill(lines, closeLines, points) {
      if (lines) ['ends', 'colour', 'form'].forEach((name) => all.fill(name, lines[name]));
      ['ends', 'colour', 'form'].forEach((name) => close.fill(name, closeLines[name]));
      Object.entries(points).forEach(([name, content]) => nodes.fill(name, content));
      if (lines) numbers.all = lines.colour.length / 4;
      numbers.close = closeLines.colour.length / 4;
      numbers.nodes = points.shape.length;
    },
    /** All lines into the picture that is kept; it reaches beyond the window by `margin`. */
    keep(view, density, margin) {
      const [width, height] = [Math.ceil(canvas.width * margin), Math.ceil(canvas.height * margin)];
      sizeKept(width, height);
      gl.bindFramebuffer(gl.FRAMEBUFFER, kept.frame);
      gl.viewport(0, 0, width, height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      drawLines(all, numbers.all, view, density, width, height);
    },
    /** The kept lines as seen from `view`, lines that stand out, and all nodes. */
    draw(view, keptView, margin, quiet) {
      const grown = view.scale / keptView.scale;
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.useProgram(picture.program);
      const across = 2 * view.scale * view.ratio;
      picture.set('box', (keptView.x - view.x) * across / canvas.width, -(keptView.y - view.y) * across / canvas.height,
        grown * kept.width / canvas.width, grown * kept.height / canvas.height);
      picture.set('fade', quiet);
      gl.bindTexture(gl.TEXTURE_2D, kept.texture);
      gl.bindVertexArray(null);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      drawLines(close, numbers.close, view, { fade: 1, thin: 1 }, canvas.width, canvas.height);
      look(node, view, canvas.width, canvas.height);
      gl.bindVertexArray(nodes.array);
      gl.drawArrays(gl.POINTS, 0, numbers.nodes);
    },
  };
}
