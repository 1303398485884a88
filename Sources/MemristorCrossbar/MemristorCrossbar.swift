// The public surface of the package under one import.
@_exported import ArrayFiles
@_exported import CircuitSimulation
@_exported import CompiledDevices
@_exported import CrossbarArrays
@_exported import Studies
@_exported import CrossbarPrimitives
@_exported import MemristorDevices
@_exported import NetlistExchange
@_exported import Netlisting
@_exported import NeuralMapping
@_exported import NgspiceBridge
@_exported import Records
@_exported import Reporting
@_exported import StructuredSolver
