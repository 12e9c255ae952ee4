// A pad to sign on: each stroke is a list of points in the pad's own measure. Neither time nor pressure is kept.
for (const pad of document.querySelectorAll("[data-signature]")) {
  const canvas = pad.querySelector("canvas");
  const kept = pad.querySelector("input");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let stroke = null;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const inside = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      inside(((event.clientX - box.left) / box.width) * canvas.width, canvas.width),
      inside(((event.clientY - box.top) / box.height) * canvas.height, canvas.height),
    ];
  };
  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#16302c";
    for (const points of strokes) {
      pen.beginPath();
      pen.moveTo(...points[0]);
      for (const point of points.length > 1 ? points.slice(1) : [[points[0][0] + 1, points[0][1]]]) pen.lineTo(...point);
      pen.stroke();
    }
  };
  const keep = () => {
    kept.value = strokes.length ? JSON.stringify(strokes) : "";
    draw();
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const point = at(event);
    const last = stroke[stroke.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < 3) return;
    stroke.push(point);
    draw();
  });
  for (const over of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(over, () => {
      stroke = null;
      keep();
    });
  }
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep();
  });
}
