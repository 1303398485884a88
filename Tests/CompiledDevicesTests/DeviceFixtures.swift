import CompiledDevices
import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

/// Devices, transistors and drives of these tests.
enum DeviceFixtures {
  static func library(_ text: String) throws -> TypedLibrary {
    try ModelLibrary(text: text, source: "test.sub").typed()
  }

  static func definition(_ text: String, named name: String? = nil) throws -> SubcircuitDefinition {
    let subcircuits = try library(text).subcircuits
    return try #require(name == nil ? subcircuits.first : subcircuits.first { $0.name == name })
  }

  static func shipped(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "models/\(path)"), encoding: .utf8)
  }

  // MARK: Devices

  static let silverParameters = ["v_set", "v_reset", "r_lrs", "r_hrs", "g_stable"]

  static func silver() throws -> SubcircuitDefinition {
    try definition(shipped("ag-mos2/ag-mos2.sub"), named: "ag_mos2")
  }

  /// SKY130's HfO2 ReRAM: filament of x nm (equations of skywater-pdk-libs-sky130_fd_pr_reram, Apache-2.0). Rates are
  /// bounded harmonically by r_max and fade within `edge` of the bounds; what is outside is pushed back.
  static let sky130 = """
    .subckt sky130 te be params: x_start=3.3 x_low=3.3 x_high=4.9 t_ox=5 x_ref=4.7249 i_k1=61.4e-6 v_ref=0.43 v_0=150
    + g_0=16.5 g_1=-1.25 e_grow=1.501 e_shrink=1.5 a_0=0.25 ambient=300 r_th=722702.28 edge=0.01 r_max=0.1
    .param decay='t_ox-x_ref'
    .param field='a_0/t_ox'
    Bx length 0 V = max(min(V(x),{x_high}),{x_low})
    Bamount amount 0 V = {i_k1}*exp((V(length)-{t_ox})/{decay})*sinh(max(min(V(te,be)/{v_ref},15),-15))
    Bport te be I = V(amount)
    Bheat heat 0 V = 8.617333e-5*({ambient}+min({r_th}*V(te,be)*V(amount),3000))
    Bbarrier barrier 0 V = ({g_0}+{g_1}*pow({t_ox}-V(length),3))*{field}*V(te,be)
    Bgrow 0 x I = (1-exp(-max({x_high}-V(x),0)/{edge}))/(1/{r_max}+exp(max(min(({e_grow}-V(barrier))/V(heat),80),-40))/{v_0})
    Bshrink x 0 I = (1-exp(-max(V(x)-{x_low},0)/{edge}))/(1/{r_max}+exp(max(min(({e_shrink}+V(barrier))/V(heat),80),-40))/{v_0})
    Bpush x 0 I = (max(V(x)-{x_high},0)-max({x_low}-V(x),0))*{r_max}/{edge}
    Cx x 0 1e-9 ic={x_start}
    .ends
    """

  /// The same with the filament's temperature as a second state, of 0.23 ns.
  static let sky130Thermal =
    sky130
    .replacing(
      "Bheat heat 0 V = 8.617333e-5*({ambient}+min({r_th}*V(te,be)*V(amount),3000))",
      with: """
        Bpower 0 rise I = V(te,be)*V(amount)
        Rth rise 0 {r_th}
        Cth rise 0 3.1825e-16 ic=0
        Bheat heat 0 V = 8.617333e-5*max({ambient}+V(rise),200)
        """)

  /// Stanford-PKU gap model 1.0 (Jiang et al., SISPAD 2014), gap in nm.
  static let stanford = """
    .subckt stanford te be params: gap_start=1.7 gap_low=0.2 gap_high=1.7 i_0=1e-3 g_0=0.25 v_0=0.25 velocity=10 e_a=0.6
    + gamma_0=16 beta=0.8 a_0=0.25 t_ox=12 ambient=298 r_th=2.1e3 edge=0.005 r_max=1e-3
    Bgap gap 0 V = max(min(V(g),{gap_high}),{gap_low})
    Bamount amount 0 V = {i_0}*exp(-V(gap)/{g_0})*sinh(max(min(V(te,be)/{v_0},20),-20))
    Bport te be I = V(amount)
    Bheat heat 0 V = 8.617333e-5*({ambient}+min({r_th}*V(te,be)*V(amount),2000))
    Bfield field 0 V = ({gamma_0}-{beta}*pow(V(gap),3))*{a_0}/{t_ox}*V(te,be)
    Bclose g 0 I = (1-exp(-max(V(g)-{gap_low},0)/{edge}))/(1/{r_max}+2*exp(max(min(({e_a}-V(field))/V(heat),80),-40))/{velocity})
    Bopen 0 g I = (1-exp(-max({gap_high}-V(g),0)/{edge}))/(1/{r_max}+2*exp(max(min(({e_a}+V(field))/V(heat),80),-40))/{velocity})
    Bpush g 0 I = (max(V(g)-{gap_high},0)-max({gap_low}-V(g),0))*{r_max}/{edge}
    Cg g 0 1e-9 ic={gap_start}
    .ends
    """

  /// VTEAM (Kvatinsky et al., TCAS-II 62, 786, 2015), s from 0 (R_on) to 1 (R_off), with a_off 1 and a_on 3.
  static let vteam = """
    .subckt vteam p n params: s_start=0 r_on=50 r_off=1000 k_off=1.6667e5 k_on=-3.3333e9 v_off=0.02 v_on=-0.2 edge=0.01
    + r_max=1e10
    .param c_s='1e-12'
    Bport p n I = V(p,n)/({r_on}+({r_off}-{r_on})*max(min(V(s),1),0))
    Boff 0 s I = {c_s}*(1-exp(-max(1-V(s),0)/{edge}))/(1/{r_max}+1/max({k_off}*max(V(p,n)/{v_off}-1,0),1e-30))
    Bon s 0 I = {c_s}*(1-exp(-max(V(s),0)/{edge}))/(1/{r_max}+1/max(-{k_on}*pow(max(V(p,n)/{v_on}-1,0),3),1e-30))
    Bpush s 0 I = {c_s}*{r_max}*(max(V(s)-1,0)-max(-V(s),0))
    Cs s 0 {c_s} ic={s_start}
    .ends
    """

  static func device(
    _ text: String, cellParameters: [String] = [], states: [String]? = nil, constants: [String: Double] = [:]
  ) throws -> CompiledDevice {
    CompiledDevice(
      try DeviceEquations(definition(text), cellParameters: cellParameters, states: states, constants: constants))
  }

  static func silverDevice() throws -> CompiledDevice {
    CompiledDevice(try DeviceEquations(silver(), cellParameters: silverParameters))
  }

  // MARK: Surroundings

  /// The shipped transistor of 60/0.6 um.
  static func wideTransistor() throws -> CompiledTransistor {
    let card = try #require(try library(shipped("nmos-5v/nmos.mod")).models.first)
    return try CompiledTransistor(card, width: 60e-6, length: 0.6e-6)
  }

  /// The transistor with which the published devices were measured, 0.5 um long.
  static func plainTransistor(width: Double) throws -> CompiledTransistor {
    let card = try #require(
      try library(".model n nmos level=1 vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05").models.first)
    return try CompiledTransistor(card, width: width * 1e-6, length: 0.5e-6)
  }

  /// A column of 21 cells with 0.5 ohm a cell and drivers of 10 ohm.
  static func columnPaths() throws -> [CellPath] {
    let transistor = try wideTransistor()
    return (0..<21).map { row in
      let resistance = 10 + 0.5 * Double(row + 1)
      return CellPath(
        bitLineResistance: resistance, sourceLineResistance: resistance, transistor: transistor, offCells: 20)
    }
  }

  /// 20 ms with edges of 10 us, sampled where the plateau ends.
  static func pulse(bitLine: Double, sourceLine: Double, gate: Double) -> CellDrive {
    func line(_ voltage: Double) -> [Double] { [0, voltage, voltage, 0, 0] }
    return CellDrive(
      times: [0, 1e-5, 0.02001, 0.02002, 0.02003], bitLine: line(bitLine), sourceLine: line(sourceLine),
      gate: Array(repeating: gate, count: 5), sampleTime: 0.02001)
  }

  /// SET, RESET and read.
  static let pulses = [
    pulse(bitLine: 5, sourceLine: 0, gate: 1.12), pulse(bitLine: 0, sourceLine: 5, gate: 9),
    pulse(bitLine: 0.1, sourceLine: 0, gate: 5),
  ]

  /// The drive of three lines that have corners of their own.
  static func drive(
    _ bitLine: [(Double, Double)], _ sourceLine: [(Double, Double)], _ gate: [(Double, Double)], until end: Double,
    sampledAt sampleTime: Double
  ) -> CellDrive {
    let times = Set((bitLine + sourceLine + gate).map(\.0) + [0, end, sampleTime]).filter { $0 <= end }.sorted()
    func values(_ points: [(Double, Double)]) -> [Double] {
      times.map { time in
        for (a, b) in zip(points, points.dropFirst()) where time >= a.0 && time < b.0 {
          return a.1 + (b.1 - a.1) * (time - a.0) / (b.0 - a.0)
        }
        return (time < (points.first?.0 ?? 0) ? points.first : points.last)?.1 ?? 0
      }
    }
    return CellDrive(
      times: times, bitLine: values(bitLine), sourceLine: values(sourceLine), gate: values(gate), sampleTime: sampleTime)
  }

  /// SET and RESET of 1 us each as SKY130's ReRAM is written, all at once or the SET alone.
  static func sky130Drive(until end: Double) -> CellDrive {
    drive(
      [(0, 0), (100e-9, 0), (110e-9, 2.4), (1110e-9, 2.4), (1120e-9, 0)],
      [(0, 0), (2e-6, 0), (2.01e-6, 2.6), (3.01e-6, 2.6), (3.02e-6, 0)],
      [
        (0, 0), (50e-9, 0), (60e-9, 1.7), (1200e-9, 1.7), (1210e-9, 0), (1.9e-6, 0), (1.91e-6, 2.5), (3.1e-6, 2.5),
        (3.11e-6, 0),
      ], until: end, sampledAt: 1110e-9)
  }
}

/// Cells of the Ag/MoS2 device with their fate.
struct DrawnCell: Sendable {
  /// In the order of `DeviceFixtures.silverParameters`.
  var parameters: [Double]
  var row: Int
  var isSet: Bool
  /// After the pulse, and after two reads after that.
  var written: Double
  var read: Double
  /// Of the second read, into the source line, A.
  var current: Double

  /// A state matters down to where the film carries as much, and to a nucleus.
  var scale: Double { min(2e-6 * parameters[2], parameters[2] / parameters[3]) }

  /// Drawn from the shipped statistics; the easy and the hard: filaments that a RESET leaves half-way, SETs that fail with
  /// a trace of a filament, compliances that hold. Their fates are from another program, in C and a cell at a time: RODAS
  /// on the state alone with Newton's method for the nodes, tolerance 1e-9.
  static let all = [
    DrawnCell(
      [1.0034428090643523, 1.475887531550262, 410.6059077043666, 629089.4227922398, 0.0001740782830922195], 0, false,
      1.4873281169e-20, 1.48742053837e-20, 1.5894859191e-07),
    DrawnCell(
      [3.586158328412572, 0.47445503454317284, 319.13524037496524, 1887504.378373688, 0.0002269516589896892], 3, false,
      9.90918358817e-22, 9.90938225741e-22, 5.2978650835e-08),
    DrawnCell(
      [0.870962098931106, 1.377789453407263, 110.18683187477424, 1197503.4716856966, 0.0003404892786126767], 7, true,
      0.726064219002, 0.726064219002, 5.0983139951e-04),
    DrawnCell(
      [0.8314867208775574, 1.8398743657296563, 81.0197588050576, 1174045.6326519097, 0.0002596378555937205], 10, true,
      0.532827822097, 0.532827822097, 5.0140455300e-04),
    DrawnCell(
      [1.401797570999593, 3.1267923327258145, 73.93245394321625, 2555920.899218373, 0.00041258214651677055], 17, true,
      0.47565844379, 0.47565844379, 4.7658620410e-04),
    DrawnCell(
      [3.852296558777173, 0.6761005783545194, 32.08935619364138, 733805.7629045915, 0.00015394100352226917], 7, true,
      0.214742047738, 0.214742047738, 5.1599838312e-04),
    DrawnCell(
      [4.971473154522682, 2.4451358096902465, 432.7110286093326, 49980013.18154986, 0.00028827508524265305], 10, true,
      5.53037213545e-05, 2.48617322252e-05, 7.7478952115e-09),
    DrawnCell(
      [4.96930359966251, 1.1417631937677526, 296.109585550656, 2466676.4923553118, 0.00021162269928448108], 8, true,
      2.91955278368e-05, 1.49672107213e-05, 4.5594523419e-08),
    DrawnCell(
      [1.3641475889188704, 0.4904167114393969, 779.5166023885694, 8817.891537299838, 0.00018248215330166382], 14, true,
      5.09874481815e-05, 3.11510811402e-05, 1.1265597380e-05),
    DrawnCell(
      [1.2716904882254574, 5.3000876680619715, 3466.197551922273, 37215775.49153017, 0.00028750597484215147], 13, false,
      0.949605672921, 0.949605566368, 2.7023598482e-05),
    DrawnCell(
      [2.4388945648386957, 4.5592578978610785, 319.89515139642396, 849696.8464059503, 0.0002669690970885597], 12, false,
      0.931175579388, 0.931175579388, 2.5451930311e-04),
    DrawnCell(
      [0.485449578793798, 3.2391129950183504, 88.91600131162157, 1356057.3955725536, 0.00015894799727872718], 20, false,
      0.947210282624, 0.947210282624, 6.6094851085e-04),
    DrawnCell(
      [0.8360622493577623, 5.128811267147538, 3067.432459548968, 1549756.7996738933, 0.0003077720512315523], 18, false,
      0.804084720496, 0.804083063099, 2.5850949509e-05),
  ]

  init(_ parameters: [Double], _ row: Int, _ isSet: Bool, _ written: Double, _ read: Double, _ current: Double) {
    self.parameters = parameters
    self.row = row
    self.isSet = isSet
    self.written = written
    self.read = read
    self.current = current
  }

  /// A pulse on it: its write, or with a state the read.
  func job(readAt state: Double? = nil) -> CellJob {
    CellJob(
      parameters: parameters, states: [state ?? (isSet ? 0 : 1)], path: row, drive: state != nil ? 2 : isSet ? 0 : 1,
      stateScales: [scale], stateOrigins: [0])
  }
}
