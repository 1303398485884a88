import MemristorDevices

/// A device with what exports must cope with: two states, a resistor at each place where there may be one, every function,
/// currents that flow the other way round, a SET at the second terminal, names that mean something elsewhere, and one name for a
/// node, a parameter and an element.
enum OddDevice {
  static let description = """
    name: odd
    title: "Two states; \\"quoted\\", \\\\ and µ"
    model: {subcircuit: odd_one, set_terminal: bottom}
    states:
      gap:
        meaning: the gap's "width"
        unit: nm
        initial: gap0
        hrs: 2
        lrs: 0.5
        range: [0.1, 3]
      table:
        initial: heat0
        hrs: 1
        lrs: 2
    parameters:
      edge: {mean: 0.3, sd: 0.03, unit: V, meaning: "shape of the \\"current\\"", source: none}
      rate: {log_mean: 1, log_sd: 0.2, unit: 1/s}
    valid: {voltage_V: 2}
    """

  static let equations = """
    * A device of no use.
    .subckt odd_one top bottom params: gap0=2 heat0='1' edge=0.3 rate=2.7 real='2*edge' g_par=1e-6 tau=1e-3 c_gap=2e-9 name=3
    .param time_constant='tau*2'
    .param r_leak='1/(g_par*(1+abs(-0.5)))'
    Bgap top bottom I = -1e-6*sinh(V(bottom,top)/{edge})*exp(-max(min(V(gap),3),0.1))*sqrt(1+pow(V(table),2))
    Bmore bottom top I = 1e-7*tanh(V(bottom,top))*{name}
    Rpar top bottom {r_leak}
    Bback inner 0 V = cosh(min(abs(V(top,bottom)),3))/V(first)
    Bfirst first 0 V = 1+pow(V(gap),3)/10+abs(V(bottom,top))/{real}
    Bdrive 0 gap I = 1e-9*{rate}*(V(inner)-V(table))*tanh(V(top,bottom))
    Bfade gap table I = 1e-10*(V(gap)-V(table,first))
    Bnone inner 0 I = 1e-3
    Cgap gap 0 {c_gap} ic='gap0*1'
    Ctable table 0 1e-9 ic={heat0}
    Rtable table 0 1e8
    Rlost 0 table 2e9
    .ends
    """

  static func device() async throws -> MemristorDevice {
    try await withTemporaryFolder { folder in
      try write(description, to: "\(folder)/odd.yaml")
      try write(equations, to: "\(folder)/odd.sub")
      return try MemristorDevice("\(folder)/odd.yaml")
    }
  }
}

/// Every built-in device, and the odd one.
enum ExportDevices {
  static let names = MemristorDevice.names + ["odd"]

  static func device(_ name: String) async throws -> MemristorDevice {
    name == "odd" ? try await OddDevice.device() : try MemristorDevice(name)
  }
}
