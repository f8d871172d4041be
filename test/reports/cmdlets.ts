/**
 * The cmdlets that scripts may call, each with the parameters that they may give it, as the cmdlet reference of Windows
 * Server spells them (learn.microsoft.com/powershell/module). ErrorAction is common to all.
 */
const TABLE = `
Add-VMNetworkAdapter ManagementOS SwitchName Name StaticMacAddress
Connect-VMNetworkAdapter VMNetworkAdapter SwitchName
ConvertFrom-Json
ConvertTo-Json InputObject
Disable-NetAdapterQos Name NoRestart Confirm
Disable-NetQosFlowControl Priority Confirm
Enable-NetAdapterQos Name NoRestart Confirm
Enable-NetAdapterRdma Name Confirm
Enable-NetQosFlowControl Priority Confirm
Export-Clixml InputObject LiteralPath Depth
ForEach-Object
Get-Cluster
Get-Content LiteralPath Raw Encoding
Get-DnsClientServerAddress InterfaceIndex
Get-NetAdapter Name
Get-NetAdapterAdvancedProperty Name AllProperties
Get-NetAdapterQos Name
Get-NetAdapterRdma
Get-NetIntent GlobalOverrides
Get-NetIPAddress InterfaceIndex
Get-NetLbfoTeam
Get-NetQosDcbxSetting
Get-NetQosFlowControl Priority
Get-NetQosPolicy
Get-NetQosTrafficClass
Get-NetRoute InterfaceIndex
Get-SmbBandwidthLimit
Get-VM
Get-VMHost
Get-VMNetworkAdapter ManagementOS VM
Get-VMNetworkAdapterTeamMapping VMNetworkAdapter
Get-VMNetworkAdapterVlan VMNetworkAdapter
Get-VMSwitch SwitchType
Get-VMSwitchTeam
Get-WindowsFeature Name
Join-Path
Move-Item LiteralPath Destination Force
New-NetIntentGlobalClusterOverrides
New-NetIPAddress InterfaceIndex IPAddress PrefixLength
New-NetQosPolicy Name NetDirectPortMatchCondition Cluster Default
New-NetQosTrafficClass Name Algorithm BandwidthPercentage Priority
New-NetRoute InterfaceIndex DestinationPrefix NextHop RouteMetric
New-Object
New-VMSwitch MinimumBandwidthMode
Out-Null
Remove-NetQosPolicy Name Confirm
Remove-NetQosTrafficClass Name Confirm
Remove-SmbBandwidthLimit Category Confirm
Remove-VMNetworkAdapterTeamMapping VMNetworkAdapter
Remove-VMSwitch VMSwitch Force
Rename-NetAdapter Name NewName
Restart-NetAdapter Name Confirm
Select-Object Property
Set-Content LiteralPath Encoding
Set-DnsClientServerAddress InterfaceIndex ServerAddresses
Set-NetAdapterAdvancedProperty Name RegistryKeyword RegistryValue NoRestart
Set-NetIntent Name GlobalClusterOverrides
Set-NetIPInterface InterfaceIndex Dhcp
Set-NetQosDcbxSetting Willing Confirm
Set-NetQosPolicy Name Confirm
Set-NetQosTrafficClass Name BandwidthPercentage Confirm
Set-SmbBandwidthLimit Category BytesPerSecond
Set-StrictMode Version
Set-VMHost
Set-VMNetworkAdapter VMNetworkAdapter MaximumBandwidth IeeePriorityTag
Set-VMNetworkAdapterTeamMapping VMNetworkAdapter PhysicalNetAdapterName
Set-VMNetworkAdapterVlan VMNetworkAdapter Access VlanId Trunk NativeVlanId AllowedVlanIdList
Set-VMSwitch VMSwitch
Set-VMSwitchTeam Name LoadBalancingAlgorithm
Sort-Object Descending
Start-Sleep Seconds
Test-Path LiteralPath
Where-Object
Write-Output
`;

export const CMDLETS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  TABLE.trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name, ...parameters]) => [name as string, ['ErrorAction', ...parameters]]),
);
