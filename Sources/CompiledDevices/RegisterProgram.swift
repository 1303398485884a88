/// One step of a program: what is done with which registers.
struct Instruction: Hashable, Sendable {
  enum Operation: UInt8, Sendable {
    case add, subtract, multiply, negate, reciprocal, minimum, maximum, absolute, squareRoot, exponential, sinh, cosh, tanh
    case select
    /// a·b + c, a·b - c and c - a·b, each rounded twice: what they save is a step and a register.
    case multiplyAdd, multiplySubtract, negatedMultiplyAdd
  }

  var operation: Operation
  var result: UInt16
  var a: UInt16 = 0
  var b: UInt16 = 0
  var c: UInt16 = 0
  var d: UInt16 = 0
}

extension Array<Instruction> {
  /// Runs the steps on eight lanes of registers.
  @inline(never)
  func run(on registers: UnsafeMutablePointer<Lanes>) {
    withUnsafeBufferPointer { steps in
      for step in steps {
        let (a, b, c) = (registers + Int(step.a), registers + Int(step.b), registers + Int(step.c))
        let result = registers + Int(step.result)
        switch step.operation {
        case .add: result.pointee = a.pointee + b.pointee
        case .subtract: result.pointee = a.pointee - b.pointee
        case .multiply: result.pointee = a.pointee * b.pointee
        case .negate: result.pointee = -a.pointee
        case .reciprocal: result.pointee = 1.0 / a.pointee
        case .minimum: result.pointee = smaller(a.pointee, b.pointee)
        case .maximum: result.pointee = larger(a.pointee, b.pointee)
        case .absolute: result.pointee = magnitude(a.pointee)
        case .squareRoot: result.pointee = CompiledDevices.squareRoot(a.pointee)
        case .exponential: result.pointee = CompiledDevices.exponential(a.pointee)
        case .sinh: result.pointee = hyperbolicSine(a.pointee)
        case .cosh: result.pointee = hyperbolicCosine(a.pointee)
        case .tanh: result.pointee = hyperbolicTangent(a.pointee)
        case .select: result.pointee = CompiledDevices.select(a.pointee .< b.pointee, c.pointee, registers[Int(step.d)])
        case .multiplyAdd: result.pointee = a.pointee * b.pointee + c.pointee
        case .multiplySubtract: result.pointee = a.pointee * b.pointee - c.pointee
        case .negatedMultiplyAdd: result.pointee = c.pointee - a.pointee * b.pointee
        }
      }
    }
  }
}

/// Programs that run one after another over one file of registers, in which every value of a graph has its own.
struct RegisterPrograms: Sendable {
  /// What a program computes, of what no program before it has: all that the outputs need, or only those parts of it that
  /// change with nothing but `within`.
  struct Stage {
    var outputs: [Int]
    var within = ExpressionGraph.Dependence.all
  }

  let stages: [[Instruction]]
  let registerCount: Int
  private let registers: [Int: Int]
  private let constants: [(register: Int, value: Double)]
  private let inputs: [ExpressionGraph.Input: Int]

  init(_ graph: ExpressionGraph, _ stages: [Stage]) {
    var builder = RegisterProgramBuilder(graph, stages)
    self.stages = builder.instructions()
    for output in stages.flatMap(\.outputs) { _ = builder.register(output) }
    registers = builder.registers
    registerCount = builder.registers.count + 1
    var constants: [(register: Int, value: Double)] = []
    var inputs: [ExpressionGraph.Input: Int] = [:]
    for (node, register) in builder.registers {
      switch graph.nodes[node] {
      case .constant(let value): constants.append((register, value))
      case .input(let input): inputs[input] = register
      default: break
      }
    }
    self.constants = constants
    self.inputs = inputs
  }

  /// The register of an output.
  func register(of output: Int) -> Int { registers[output] ?? unused }

  /// The register of an input; one that nothing reads for inputs that matter nowhere.
  func register(of input: ExpressionGraph.Input) -> Int { inputs[input] ?? unused }

  private var unused: Int { registerCount - 1 }

  /// Registers with the constants in them.
  func makeRegisters() -> LaneMemory {
    let memory = LaneMemory(count: registerCount)
    for (register, value) in constants { memory.start[register] = all(value) }
    return memory
  }
}

/// Orders the nodes of a graph into programs and numbers their registers.
private struct RegisterProgramBuilder {
  private let graph: ExpressionGraph
  /// The nodes that each program computes, operands first.
  private var orders: [[Int]] = []
  private var uses: [Int: Int] = [:]
  private var outputs: Set<Int> = []
  private(set) var registers: [Int: Int] = [:]

  init(_ graph: ExpressionGraph, _ stages: [RegisterPrograms.Stage]) {
    self.graph = graph
    var done: Set<Int> = []
    for stage in stages {
      let order = graph.reachable(from: stage.outputs).filter { node in
        !isGiven(node) && graph.dependences[node].isSubset(of: stage.within) && done.insert(node).inserted
      }
      for node in order { for operand in graph.nodes[node].operands { uses[operand, default: 0] += 1 } }
      orders.append(order)
      outputs.formUnion(stage.outputs)
    }
  }

  private func isGiven(_ node: Int) -> Bool {
    switch graph.nodes[node] {
    case .constant, .input: true
    default: false
    }
  }

  mutating func register(_ node: Int) -> UInt16 {
    let register = registers[node] ?? registers.count
    registers[node] = register
    return UInt16(truncatingIfNeeded: register)
  }

  mutating func instructions() -> [[Instruction]] {
    var result: [[Instruction]] = []
    for order in orders {
      let (fused, fusions) = fusions(in: order)
      result.append(
        scheduled(order).filter { !fused.contains($0) }.map { node in fusions[node].map { fuse(node, $0) } ?? instruction(node) })
    }
    return result
  }

  /// The longest way to the end goes first: independent chains then stand side by side, and the processor overlaps them.
  private func scheduled(_ order: [Int]) -> [Int] {
    let members = Set(order)
    var heights: [Int: Int] = [:]
    for node in order.reversed() {
      let height = heights[node, default: 0] + cost(node)
      heights[node] = height
      for operand in graph.nodes[node].operands where members.contains(operand) {
        heights[operand] = max(heights[operand, default: 0], height)
      }
    }
    return order.sorted { (heights[$1, default: 0], $0) < (heights[$0, default: 0], $1) }
  }

  /// Cycles until the result is there, roughly.
  private func cost(_ node: Int) -> Int {
    switch graph.nodes[node] {
    case .unary(.exponential, _): 60
    case .unary(.sinh, _), .unary(.cosh, _): 90
    case .unary(.tanh, _): 120
    case .unary(.reciprocal, _): 30
    case .unary(.squareRoot, _): 70
    default: 10
    }
  }

  private struct Fusion {
    var operation: Instruction.Operation
    var product: Int
    var other: Int
  }

  /// Products that are used once, joined with the sum or difference that uses them.
  private func fusions(in order: [Int]) -> (fused: Set<Int>, fusions: [Int: Fusion]) {
    let members = Set(order)
    var fused: Set<Int> = []
    var fusions: [Int: Fusion] = [:]
    func isFree(_ node: Int) -> Bool {
      guard case .binary(.multiply, _, _) = graph.nodes[node] else { return false }
      return members.contains(node) && uses[node] == 1 && !outputs.contains(node)
    }
    for node in order {
      guard case .binary(let operation, let a, let b) = graph.nodes[node] else { continue }
      let fusion: Fusion? =
        switch operation {
        case .add where isFree(a): Fusion(operation: .multiplyAdd, product: a, other: b)
        case .add where isFree(b): Fusion(operation: .multiplyAdd, product: b, other: a)
        case .subtract where isFree(b): Fusion(operation: .negatedMultiplyAdd, product: b, other: a)
        case .subtract where isFree(a): Fusion(operation: .multiplySubtract, product: a, other: b)
        default: nil
        }
      guard let fusion else { continue }
      fusions[node] = fusion
      fused.insert(fusion.product)
    }
    return (fused, fusions)
  }

  private mutating func fuse(_ node: Int, _ fusion: Fusion) -> Instruction {
    let factors = graph.nodes[fusion.product].operands.map { register($0) }
    return Instruction(
      operation: fusion.operation, result: register(node), a: factors[0], b: factors[1], c: register(fusion.other))
  }

  private mutating func instruction(_ node: Int) -> Instruction {
    let operands = graph.nodes[node].operands.map { register($0) } + [0, 0, 0, 0]
    return Instruction(
      operation: operation(graph.nodes[node]), result: register(node), a: operands[0], b: operands[1], c: operands[2],
      d: operands[3])
  }

  private func operation(_ node: ExpressionGraph.Node) -> Instruction.Operation {
    switch node {
    case .constant, .input, .binary(.add, _, _): .add
    case .binary(.subtract, _, _): .subtract
    case .binary(.multiply, _, _): .multiply
    case .binary(.minimum, _, _): .minimum
    case .binary(.maximum, _, _): .maximum
    case .select: .select
    case .unary(let operation, _):
      switch operation {
      case .negate: .negate
      case .reciprocal: .reciprocal
      case .absolute: .absolute
      case .squareRoot: .squareRoot
      case .exponential: .exponential
      case .sinh: .sinh
      case .cosh: .cosh
      case .tanh: .tanh
      }
    }
  }
}
