import CrossbarArrays
import Studies
import CrossbarPrimitives
import MemristorDevices
import NeuralMapping

func configuration(
  _ device: MemristorDevice, initialState: InitialState = .opposite, attempts: Int = 1, upTo maximum: Double = 5
) throws -> ArrayConfiguration {
  let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))
  return ArrayConfiguration(
    device: device,
    transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
    wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)), scope: .line,
    initialState: initialState,
    write: WriteSettings(
      voltage: .volts(5), maximumVoltage: .volts(maximum), attempts: attempts, gateVoltage: .volts(1.12),
      maximumGateVoltage: .volts(1.12 * maximum / 5), resetGateBoost: .volts(4), pulse: pulse),
    read: ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(5), pulse: pulse, threshold: .kiloohms(10)))
}

/// Two drawings of four pixels and one hidden layer of two neurons: 16 cells a bit.
func smallExperiment(bits: Int, _ array: ArrayConfiguration) throws -> DigitsExperiment {
  DigitsExperiment(
    seed: 3, bits: bits, images: try LabelledImages(drawings: "0\n#.\n..\n1\n..\n.#\n"),
    trainer: NetworkTrainer(hiddenLayers: [2], epochs: 20), array: array)
}
