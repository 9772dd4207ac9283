/* Nodes and lines on a plain canvas, where there is no WebGL; the same renderer as in gl.js. */

function flatRenderer(canvas) {
  const context = canvas.getContext('2d');
  const kept = document.createElement('canvas');
  let given = {};

  const css = (bytes, i) => `rgb(${bytes[4 * i]} ${bytes[4 * i + 1]} ${bytes[4 * i + 2]} / ${bytes[4 * i + 3] / 255})`;

  /** Stroke lines; those of one look in a row become one path. */
  function strokeLines(target, lines, view, { fade, thin }, width, height) {
    target.save();
    target.translate(width / 2, height / 2);
    target.scale(view.ratio, view.ratio);
    target.globalAlpha = fade;
    let path = new Path2D();
    let last = '';
    const flush = () => { if (last) target.stroke(path); path = new Path2D(); };
    for (let i = 0; i < lines.form.length / 4; i += 1) {
      const [wide, bend, kind] = lines.form.subarray(4 * i, 4 * i + 3);
      if (wide) {
        const look = `${css(lines.colour, i)} ${wide} ${kind}`;
        if (look !== last) {
          flush();
          last = look;
          target.strokeStyle = css(lines.colour, i);
          target.lineWidth = Math.max(wide / 16 * thin, 0.6);
          target.setLineDash(thin < 0.7 ? [] : DASHES[LINE_KINDS[kind]] || []);
        }
        const [ax, ay, bx, by] = lines.ends.subarray(4 * i, 4 * i + 4);
        const [dx, dy] = [(bx - ax) * view.scale, (by - ay) * view.scale];
        const long = Math.max(Math.hypot(dx, dy), 0.001);
        const shift = (bend - 128) / 2 * Math.min(5, 0.06 * long) / long;
        const [x, y] = [(ax - view.x) * view.scale - dy * shift, (ay - view.y) * view.scale + dx * shift];
        path.moveTo(x, y);
        path.lineTo(x + dx, y + dy);
      }
    }
    flush();
    target.restore();
  }

  function fillNode(i, x, y, r) {
    const { fill, rim, shape } = given.points;
    const bold = shape[i] > 3;
    context.beginPath();
    if (shape[i] % 4 === 1) context.rect(x - r, y - r, 2 * r, 2 * r);
    else if (shape[i] % 4 === 2) {
      context.moveTo(x, y - 1.25 * r);
      context.lineTo(x + 1.25 * r, y);
      context.lineTo(x, y + 1.25 * r);
      context.lineTo(x - 1.25 * r, y);
      context.closePath();
    } else context.arc(x, y, r, 0, 2 * Math.PI);
    context.fillStyle = css(fill, i);
    context.fill();
    if (r > 3 || bold || rim[4 * i + 3]) {
      context.lineWidth = bold ? 3 : 1.2;
      context.globalAlpha = fill[4 * i + 3] / 255;
      context.strokeStyle = css(rim, i);
      context.stroke();
      context.globalAlpha = 1;
    }
  }

  function fillNodes(view) {
    const { spot: at, radius, fill } = given.points;
    const [wide, high] = [canvas.width / view.ratio, canvas.height / view.ratio];
    let last = '';
    for (let i = 0; i < radius.length; i += 1) {
      const r = Math.max(radius[i] * grownBy(view), 1.1);
      const x = (at[2 * i] - view.x) * view.scale + wide / 2;
      const y = (at[2 * i + 1] - view.y) * view.scale + high / 2;
      if (fill[4 * i + 3] && x > -r && y > -r && x < wide + r && y < high + r) {
        if (r > 2.5 || given.points.rim[4 * i + 3]) {
          fillNode(i, x, y, r);
          last = '';
        } else {
          const look = css(fill, i);
          if (look !== last) context.fillStyle = last = look;
          context.fillRect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
        }
      }
    }
  }

  return {
    canvas,
    fill(lines, close, points) {
      given = { lines: lines || given.lines, close, points };
    },
    keep(view, density, margin) {
      kept.width = Math.ceil(canvas.width * margin);
      kept.height = Math.ceil(canvas.height * margin);
      strokeLines(kept.getContext('2d'), given.lines, view, density, kept.width, kept.height);
    },
    draw(view, keptView, margin, quiet) {
      const grown = view.scale / keptView.scale;
      const across = view.scale * view.ratio;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.globalAlpha = quiet;
      const [w, h] = [kept.width * grown, kept.height * grown];
      context.drawImage(kept, canvas.width / 2 + (keptView.x - view.x) * across - w / 2,
        canvas.height / 2 + (keptView.y - view.y) * across - h / 2, w, h);
      context.globalAlpha = 1;
      strokeLines(context, given.close, view, { fade: 1, thin: 1 }, canvas.width, canvas.height);
      context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
      fillNodes(view);
    },
  };
}
