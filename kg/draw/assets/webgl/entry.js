// What the page needs of graphology and sigma, and the shapes of nodes: told apart by shape as well as by colour.
import Graph from "graphology";
import Sigma from "sigma";
import { NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const VERTEX = `
attribute vec4 a_id; attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_shape; attribute float a_angle;
uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_correctionRatio;
varying vec4 v_color; varying vec2 v_off; varying float v_radius; varying float v_shape;
void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 4.0;
  v_off = size * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + v_off, 1)).xy, 0, 1);
  v_radius = size / 2.0;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;
const FRAGMENT = `
precision highp float;
varying vec4 v_color; varying vec2 v_off; varying float v_radius; varying float v_shape;
uniform float u_correctionRatio;
void main(void) {
  vec2 p = v_off, q = abs(v_off);
  float reach = length(p) / 0.85;                                               // a disc
  if (v_shape < 0.5) reach = max(q.x, q.y / 0.75);                              // a box
  else if (v_shape < 1.5) reach = max(q.x + q.y * 0.577, q.y / 0.87);           // a hexagon
  else if (v_shape < 2.5) reach = q.x + q.y;                                    // a diamond
  else if (v_shape > 3.5) reach = max(-p.y / 0.75, q.x * 1.6 / 1.87 + p.y * 0.935 + 0.065 * v_radius);  // a triangle
  float border = u_correctionRatio * 2.0;
  float over = reach - v_radius + border;
  #ifdef PICKING_MODE
  gl_FragColor = over > border ? vec4(0.0) : v_color;
  #else
  gl_FragColor = mix(v_color, vec4(0.0), clamp(over / border, 0.0, 1.0));
  #endif
}`;
const THIRD = 2 * Math.PI / 3;

class ShapeProgram extends NodeProgram {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    return {
      VERTICES: 3, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT, METHOD: TRIANGLES,
      UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT }, { name: "a_size", size: 1, type: FLOAT }, { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [THIRD], [2 * THIRD]],
    };
  }

  processVisibleItem(index, at, data) {
    this.array.set([data.x, data.y, data.size, data.shape, floatColor(data.color), index], at);
  }

  setUniforms({ correctionRatio, sizeRatio, matrix }, { gl, uniformLocations }) {
    gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
  }
}

export { Graph, Sigma, ShapeProgram };
